// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <random>
#include <utility>
#include <vector>

#include <base/timer_wheel.hpp>
#include <loop/shard.hpp>
#include <support/manual_shard.hpp>
#include <support/manual_shards.hpp>

namespace socketiota::test {

/// What happens next, in virtual time and in an order that a seed chooses.
class simulated_time {
public:
    explicit simulated_time(std::uint32_t seed) : random_(seed) {}

    /// Has `work` done in so many milliseconds; of one time, in the order of the calls.
    void in(int milliseconds, std::function<void()> work) {
        at(now() + std::chrono::milliseconds(milliseconds), std::move(work));
    }

    void at(base::time_point when, std::function<void()> work) {
        events_.emplace(std::pair(when, ++last_number_), std::move(work));
    }

    /// Lets so much time pass, with all that happens in it.
    void pass(base::duration time) {
        base::time_point const end = now() + time;
        for (base::time_point next = this->next(); next <= end; next = this->next()) {
            shard_.pass(std::max(base::duration(), next - now()));
            take_along();
            while (!events_.empty() && events_.begin()->first.first <= now()) {
                auto const event = events_.extract(events_.begin());
                event.mapped()();
            }
        }
        shard_.pass(end - now());
        take_along();
    }

    /// Time passes in which no server does anything.
    void jump(base::duration time) {
        shard_.stall(time);
        take_along();
    }

    /// The shards of one more server go with this time, until they are told to stay behind.
    void add(manual_shards& more) {
        along_.push_back(&more);
        more.advance_to(now());
    }

    void remove(manual_shards const& less) { std::erase(along_, &less); }

    [[nodiscard]] base::time_point now() const { return shard_.now(); }

    [[nodiscard]] loop::shard& shard() noexcept { return shard_.shard(); }

    /// A number from `least` to `most`.
    [[nodiscard]] int pick(int least, int most) {
        // The distributions of the standard differ from library to library.
        auto const range = static_cast<std::uint32_t>(most - least + 1);
        return least + static_cast<int>(random_() % range);
    }

    /// True so often of a hundred times.
    [[nodiscard]] bool chance(int percent) { return pick(1, 100) <= percent; }

private:
    /// When something happens next, be it a deadline of a server.
    [[nodiscard]] base::time_point next() {
        shard_.settle();
        base::time_point next = shard_.due();
        for (auto* const each : along_) {
            each->settle();
            next = std::min(next, each->due());
        }
        return events_.empty() ? next : std::min(next, events_.begin()->first.first);
    }

    void take_along() {
        for (auto* const each : along_)
            each->advance_to(now());
    }

    manual_shard shard_;
    std::vector<manual_shards*> along_;
    std::mt19937 random_; // NOLINT: repeatable
    std::uint64_t last_number_ = 0;
    std::map<std::pair<base::time_point, std::uint64_t>, std::function<void()>> events_;
};

} // namespace socketiota::test
