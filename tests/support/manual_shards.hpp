// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/io_context.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <exception>
#include <functional>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include <loop/mailbox_owner.hpp>
#include <loop/mailboxes.hpp>
#include <loop/shard_set.hpp>
#include <support/manual_shard.hpp>

namespace socketiota::test {

/// How many shards a server under test has: `SOCKETIOTA_SHARDS`, or 1.
inline std::size_t shards_under_test() {
    char const* const given = std::getenv("SOCKETIOTA_SHARDS"); // NOLINT: nobody sets it meanwhile
    return given == nullptr ? 1 : std::stoul(given);
}

/// The shards of one server on one virtual clock. Which of those that have something to do goes on
/// is chosen by `SOCKETIOTA_SEED`, so that a test may be run with one order after the other, and
/// again with one that failed.
class manual_shards final : private loop::mailbox_owner {
public:
    manual_shards() : manual_shards(shards_under_test()) {}

    explicit manual_shards(std::size_t count, loop::mailbox_limits limits = {1'000'000, 1U << 30}) {
        std::vector<std::shared_ptr<loop::shard>> all;
        for (std::size_t index = 0; index != count; ++index) {
            shards_.push_back(std::make_unique<manual_shard>());
            all.push_back(shards_.back()->shared());
        }
        set_ = std::make_shared<loop::shard_set>(all);
        if (count > 1)
            mailboxes_ = loop::mailboxes::among(all, limits, *this);
        set_->set_running(true);
        char const* const seed = std::getenv("SOCKETIOTA_SEED"); // NOLINT: likewise
        if (seed != nullptr)
            random_.seed(static_cast<std::mt19937::result_type>(std::stoul(seed)));
    }

    manual_shards(manual_shards const&) = delete;
    manual_shards& operator=(manual_shards const&) = delete;

    ~manual_shards() {
        for (std::size_t index = 0; mailboxes_ && index != shards_.size(); ++index)
            mailboxes_->close(index);
        // What one loop holds may be at home on another: none goes before all are empty.
        for (int round = 0; round != 2; ++round)
            for (auto const& each : shards_)
                each->context().end();
    }

    [[nodiscard]] std::size_t size() const noexcept { return shards_.size(); }

    [[nodiscard]] manual_shard& operator[](std::size_t index) noexcept { return *shards_[index]; }

    /// Runs everything that is ready, one handler of one shard after the other.
    void settle() {
        std::vector<std::size_t> busy;
        for (;;) {
            if (busy.empty())
                for (std::size_t index = 0; index != shards_.size(); ++index)
                    busy.push_back(index);
            std::size_t const chosen = random_() % busy.size();
            if (shards_[busy[chosen]]->poll_one()) {
                idle_ = 0;
                continue;
            }
            busy.erase(busy.begin() + static_cast<std::ptrdiff_t>(chosen));
            // All of them must be idle after the last that did something.
            if (++idle_ > shards_.size() && busy.empty())
                break;
        }
        idle_ = 0;
    }

    /// Lets time pass, with every deadline on the way fired at its own time.
    void pass(base::duration time) {
        settle();
        base::time_point const end = shards_.front()->now() + time;
        for (base::time_point next = next_due(); next <= end; next = next_due()) {
            for (auto const& each : shards_)
                each->advance_to(next);
            settle();
        }
        for (auto const& each : shards_)
            each->advance_to(end);
    }

    /// Those of the first.
    [[nodiscard]] loop::shard& shard() noexcept { return shards_.front()->shard(); }

    [[nodiscard]] boost::asio::io_context& context() noexcept { return shards_.front()->context(); }

    [[nodiscard]] std::shared_ptr<loop::shard_set> const& all() const noexcept { return set_; }

    [[nodiscard]] std::shared_ptr<loop::mailboxes> const& boxes() const noexcept {
        return mailboxes_;
    }

    /// How often a mailbox became full.
    std::size_t times_full = 0;

    /// Told that there is room again for what a shard sends.
    std::function<void(std::size_t)> told_of_room;

private:
    [[nodiscard]] base::time_point next_due() const noexcept {
        base::time_point next = base::time_point::max();
        for (auto const& each : shards_)
            next = std::min(next, each->due());
        return next;
    }

    void on_full(std::size_t) noexcept override { ++times_full; }

    void on_room(std::size_t from) noexcept override {
        if (told_of_room)
            told_of_room(from);
    }

    void on_thrown(std::size_t, std::exception_ptr what) noexcept override {
        std::rethrow_exception(std::move(what)); // ends the test, which is right
    }

    std::vector<std::unique_ptr<manual_shard>> shards_;
    std::shared_ptr<loop::shard_set> set_;
    std::shared_ptr<loop::mailboxes> mailboxes_;
    std::mt19937 random_; // NOLINT: repeatable
    std::size_t idle_ = 0;
};

} // namespace socketiota::test
