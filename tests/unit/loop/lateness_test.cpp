// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <chrono>

#include <loop/lateness.hpp>
#include <support/manual_shard.hpp>

namespace socketiota::loop {
namespace {

using namespace std::chrono_literals;

TEST(lateness_test, remembers_the_worst_for_one_to_two_windows) {
    base::time_point const start{1h};
    lateness late;
    EXPECT_EQ(late.worst(start), 0ms);
    late.note(start, 5ms);
    late.note(start + 1s, 2ms);
    EXPECT_EQ(late.latest(), 2ms);
    EXPECT_EQ(late.worst(start + 2s), 5ms);
    late.note(start + 31s, 1ms);
    EXPECT_EQ(late.worst(start + 59s), 5ms);
    EXPECT_EQ(late.worst(start + 61s), 1ms);
    EXPECT_EQ(late.worst(start + 10min), 0ms);
}

TEST(lateness_test, is_never_below_0) {
    lateness late;
    late.note(base::time_point(1h), -1ms);
    EXPECT_EQ(late.latest(), 0ms);
}

class some_deadline final : public base::deadline {
    void on_deadline() override {}
};

TEST(lateness_test, is_noted_when_deadlines_fire) {
    test::manual_shard time;
    some_deadline due;
    time.shard().set_deadline(due, 16ms);
    time.pass(1s);
    EXPECT_EQ(time.shard().late().latest(), 0ms);
    time.shard().set_deadline(due, 16ms);
    time.stall(500ms);
    EXPECT_GE(time.shard().late().latest(), 468ms); // the deadline was due within two ticks
    EXPECT_LE(time.shard().late().latest(), 500ms);
    EXPECT_EQ(time.shard().late().worst(time.shard().now()), time.shard().late().latest());
}

} // namespace
} // namespace socketiota::loop
