// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/io_context.hpp>

#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <utility>

#include <loop/mailbox_owner.hpp>
#include <loop/mailboxes.hpp>
#include <loop/shard_set.hpp>
#include <support/manual_shard.hpp>
#include <support/shards_under_test.hpp>
#include <test_kit/manual_shards.hpp>

namespace socketiota::test {

/// The shards of a server under test, with mailboxes if there are several.
class manual_shards final : private loop::mailbox_owner {
public:
    explicit manual_shards(std::size_t count, loop::mailbox_limits limits = {1'000'000, 1U << 30},
                           std::uint32_t seed = seed_under_test())
        : shards_(count, seed), set_(std::make_shared<loop::shard_set>(shards_.shared())) {
        if (count > 1)
            mailboxes_ = loop::mailboxes::among(set_->all(), limits, *this);
        set_->set_running(true);
    }

    manual_shards(manual_shards const&) = delete;
    manual_shards& operator=(manual_shards const&) = delete;

    ~manual_shards() {
        for (std::size_t index = 0; mailboxes_ && index != size(); ++index)
            mailboxes_->close(index);
    }

    [[nodiscard]] std::size_t size() const noexcept { return shards_.size(); }

    [[nodiscard]] manual_shard& operator[](std::size_t index) noexcept { return shards_[index]; }

    void settle() { shards_.settle(); }

    void pass(base::duration time) { shards_.pass(time); }

    [[nodiscard]] base::time_point due() const noexcept { return shards_.due(); }

    void advance_to(base::time_point when) { shards_.advance_to(when); }

    /// Those of the first.
    [[nodiscard]] loop::shard& shard() noexcept { return shards_[0].shard(); }

    [[nodiscard]] boost::asio::io_context& context() noexcept { return shards_[0].context(); }

    [[nodiscard]] std::shared_ptr<loop::shard_set> const& all() const noexcept { return set_; }

    [[nodiscard]] std::shared_ptr<loop::mailboxes> const& boxes() const noexcept {
        return mailboxes_;
    }

    /// How often a mailbox became full.
    std::size_t times_full = 0;

    /// Told that there is room again for what a shard sends.
    std::function<void(std::size_t)> told_of_room;

private:
    void on_full(std::size_t) noexcept override { ++times_full; }

    void on_room(std::size_t from) noexcept override {
        if (told_of_room)
            told_of_room(from);
    }

    void on_thrown(std::size_t, std::exception_ptr what) noexcept override {
        std::rethrow_exception(std::move(what)); // ends the test, which is right
    }

    test_kit::manual_shards shards_;
    std::shared_ptr<loop::shard_set> set_;
    std::shared_ptr<loop::mailboxes> mailboxes_;
};

} // namespace socketiota::test
