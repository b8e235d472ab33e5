// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <random>
#include <utility>
#include <vector>

#include <base/timer_wheel.hpp>

namespace socketiota::base {
namespace {

using namespace std::chrono_literals;

class callback_deadline final : public deadline {
public:
    callback_deadline() = default;

    explicit callback_deadline(std::function<void()> callback) : callback_(std::move(callback)) {}

    void on_fire(std::function<void()> callback) { callback_ = std::move(callback); }

private:
    void on_deadline() override { callback_(); }

    std::function<void()> callback_;
};

class timer_wheel_test : public testing::Test {
protected:
    time_point const start{1h};
    timer_wheel wheel{start};
};

TEST_F(timer_wheel_test, is_empty_while_nothing_is_pending) {
    EXPECT_TRUE(wheel.empty());
    for (duration const delay :
         {duration(-1h), duration(0s), duration(16ms), duration(25s), duration(300h)}) {
        callback_deadline entry([] {});
        wheel.set(entry, start + delay);
        EXPECT_FALSE(wheel.empty());
        entry.cancel();
        EXPECT_TRUE(wheel.empty());
    }
}

TEST_F(timer_wheel_test, has_nothing_next_when_nothing_is_set) {
    EXPECT_EQ(wheel.next(), std::nullopt);
}

TEST_F(timer_wheel_test, fires_once_and_not_early) {
    int fired = 0;
    callback_deadline entry([&] { ++fired; });
    wheel.set(entry, start + 100ms);
    wheel.advance(start + 99ms);
    EXPECT_EQ(fired, 0);
    EXPECT_TRUE(entry.pending());
    wheel.advance(start + 100ms + timer_wheel::tick);
    EXPECT_EQ(fired, 1);
    EXPECT_FALSE(entry.pending());
    wheel.advance(start + 10s);
    EXPECT_EQ(fired, 1);
}

TEST_F(timer_wheel_test, fires_what_is_set_in_the_past_at_the_next_advance) {
    int fired = 0;
    callback_deadline entry([&] { ++fired; });
    wheel.advance(start + 5s);
    wheel.set(entry, start + 1s);
    ASSERT_TRUE(wheel.next().has_value());
    EXPECT_LE(*wheel.next(), start + 5s);
    wheel.advance(start + 5s);
    EXPECT_EQ(fired, 1);
}

TEST_F(timer_wheel_test, does_not_fire_what_was_cancelled_moved_or_destroyed) {
    int fired = 0;
    callback_deadline cancelled([&] { ++fired; });
    callback_deadline moved([&] { ++fired; });
    auto destroyed = std::make_unique<callback_deadline>([&] { ++fired; });
    wheel.set(cancelled, start + 1s);
    wheel.set(moved, start + 1s);
    wheel.set(*destroyed, start + 1s);
    cancelled.cancel();
    wheel.set(moved, start + 1min);
    destroyed.reset();
    wheel.advance(start + 59s);
    EXPECT_EQ(fired, 0);
    wheel.advance(start + 61s);
    EXPECT_EQ(fired, 1);
}

TEST_F(timer_wheel_test, lets_a_deadline_set_itself_and_cancel_another_of_the_same_tick) {
    int first_fired = 0;
    int second_fired = 0;
    callback_deadline first;
    callback_deadline second([&] { ++second_fired; });
    first.on_fire([&] {
        ++first_fired;
        second.cancel();
        wheel.set(first, start); // past: must wait for the next advance, or this never returns
    });
    wheel.set(first, start + 1s);
    wheel.set(second, start + 1s);
    wheel.advance(start + 2s);
    EXPECT_EQ(second_fired, 0);
    int const until_now = first_fired;
    wheel.advance(start + 2s);
    EXPECT_EQ(first_fired, until_now + 1);
}

TEST_F(timer_wheel_test, loses_nobody_when_one_throws) {
    int fired = 0;
    std::array<callback_deadline, 3> entries;
    for (auto& each : entries)
        each.on_fire([&] {
            ++fired;
            throw fired;
        });
    callback_deadline later([&] { ++fired; });
    for (auto& each : entries)
        wheel.set(each, start + 100ms);
    wheel.set(later, start + 200ms);
    for (int expected = 1; expected <= 3; ++expected) {
        EXPECT_THROW(wheel.advance(start + 300ms), int);
        EXPECT_EQ(fired, expected);
        EXPECT_TRUE(wheel.next().has_value());
    }
    wheel.advance(start + 300ms);
    EXPECT_EQ(fired, 4);
    EXPECT_TRUE(wheel.empty());
}

TEST_F(timer_wheel_test, knows_exactly_when_a_deadline_was_due) {
    callback_deadline entry([] {});
    wheel.set(entry, start + 101ms);
    wheel.advance(start + 200ms);
    EXPECT_FALSE(entry.pending());
    EXPECT_EQ(entry.due(), start + 101ms);
}

// Thousands of deadlines from milliseconds to weeks, moved and cancelled at random, and time that
// passes in steps of very different size: each fires in the first advance that reaches it, give or
// take the tick, and `next` is never later than the earliest of them.
TEST_F(timer_wheel_test, agrees_with_a_plain_list_on_random_schedules) {
    std::mt19937_64 random(20240229);

    struct item {
        callback_deadline entry;
        time_point when{};
        std::optional<time_point> fired;
    };

    std::vector<std::unique_ptr<item>> items;
    time_point now = start;
    for (int index = 0; index < 2000; ++index) {
        auto& made = *items.emplace_back(std::make_unique<item>());
        made.entry.on_fire([&made, &now] {
            EXPECT_FALSE(made.fired.has_value());
            made.fired = now;
        });
    }
    auto const random_span = [&] {
        auto const magnitude = std::uniform_int_distribution<int>(0, 30)(random);
        return std::chrono::milliseconds(
            std::uniform_int_distribution<long>(0, 1L << magnitude)(random));
    };
    for (int step = 0; step < 3000; ++step) {
        item& chosen = *items[std::uniform_int_distribution<std::size_t>(0, 1999)(random)];
        if (step % 7 == 0) {
            chosen.entry.cancel();
        } else {
            chosen.when = now + random_span();
            chosen.fired.reset();
            wheel.set(chosen.entry, chosen.when);
        }
        if (step % 3 == 0) {
            std::optional<time_point> earliest;
            for (auto const& each : items)
                if (each->entry.pending() && (!earliest || each->when < *earliest))
                    earliest = each->when;
            ASSERT_EQ(wheel.next().has_value(), earliest.has_value());
            if (earliest) {
                ASSERT_LE(*wheel.next(), std::max(*earliest, now) + timer_wheel::tick);
            }
            now += random_span() / 8;
            wheel.advance(now);
            for (auto const& each : items) {
                if (each->entry.pending()) {
                    ASSERT_GT(each->when + timer_wheel::tick, now);
                }
                if (each->fired) {
                    ASSERT_LE(each->when, *each->fired);
                }
            }
        }
    }
}

} // namespace
} // namespace socketiota::base
