// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <random>
#include <utility>
#include <vector>

#include <loop/shard.hpp>
#include <test_kit/manual_shard.hpp>

namespace socketiota::test_kit {

/// The shards of one server on one virtual clock and one thread. Which of those that have something
/// to do goes on is chosen by a seed, so that a test may be run with one order after the other, and
/// again with one that failed.
class manual_shards {
public:
    /// @param count at least 1.
    manual_shards(std::size_t count, std::uint32_t seed) : random_(seed) {
        for (std::size_t index = 0; index != count; ++index)
            shards_.push_back(std::make_unique<manual_shard>());
    }

    manual_shards(manual_shards const&) = delete;
    manual_shards& operator=(manual_shards const&) = delete;

    ~manual_shards() {
        // What one loop holds may be at home on another: none goes before all are empty.
        for (int round = 0; round != 2; ++round)
            for (auto const& each : shards_)
                each->context().end();
    }

    [[nodiscard]] std::size_t size() const noexcept { return shards_.size(); }

    [[nodiscard]] manual_shard& operator[](std::size_t index) noexcept { return *shards_[index]; }

    /// What a server is made of.
    [[nodiscard]] std::vector<std::shared_ptr<loop::shard>> shared() const {
        std::vector<std::shared_ptr<loop::shard>> all;
        for (auto const& each : shards_)
            all.push_back(each->shared());
        return all;
    }

    /// Runs everything that is ready, of several shards one handler after the other.
    void settle() {
        if (shards_.size() == 1) {
            shards_.front()->settle();
            return;
        }
        // Each must have nothing to do after the last that did something.
        std::vector<std::size_t> busy = all_of_them();
        while (!busy.empty()) {
            std::size_t const chosen = random_() % busy.size();
            if (shards_[busy[chosen]]->poll_one())
                busy = all_of_them();
            else
                busy.erase(busy.begin() + static_cast<std::ptrdiff_t>(chosen));
        }
    }

    /// Lets time pass, with every deadline on the way fired at its own time.
    void pass(base::duration time) {
        pass(time, [this] { settle(); });
    }

    /// The same, with `settle_all` called instead of `settle`: for peers that answer in between.
    template <class Settle>
    void pass(base::duration time, Settle settle_all) {
        if (shards_.size() == 1) {
            shards_.front()->pass(time, std::move(settle_all));
            return;
        }
        settle_all();
        base::time_point const end = shards_.front()->now() + time;
        for (base::time_point next = due(); next <= end; next = due()) {
            advance_to(next);
            settle_all();
        }
        advance_to(end);
    }

    // ---- for several that share their time ----

    /// When the next deadline of any is due.
    [[nodiscard]] base::time_point due() const noexcept {
        base::time_point next = base::time_point::max();
        for (auto const& each : shards_)
            next = std::min(next, each->due());
        return next;
    }

    /// Makes it that late, and fires what is due then.
    void advance_to(base::time_point when) {
        for (auto const& each : shards_)
            each->advance_to(when);
    }

private:
    [[nodiscard]] std::vector<std::size_t> all_of_them() const {
        std::vector<std::size_t> all(shards_.size());
        for (std::size_t index = 0; index != all.size(); ++index)
            all[index] = index;
        return all;
    }

    std::vector<std::unique_ptr<manual_shard>> shards_;
    std::minstd_rand random_; // NOLINT: repeatable
};

} // namespace socketiota::test_kit
