// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>

#include <latency_histogram.hpp>

namespace siota {
namespace {

using namespace std::chrono_literals;

TEST(latency_histogram, has_nothing_at_first) {
    latency_histogram const none;
    EXPECT_EQ(none.quantile(0.5), 0us);
    EXPECT_EQ(none.mean(), 0us);
    EXPECT_TRUE(none.by_powers_of_two().empty());
}

TEST(latency_histogram, is_exact_where_times_are_short) {
    latency_histogram some;
    for (int time = 1; time <= 100; ++time)
        some.add(std::chrono::microseconds(time));
    EXPECT_EQ(some.quantile(0), 1us);
    EXPECT_EQ(some.quantile(0.5), 50us);
    EXPECT_EQ(some.quantile(0.99), 99us);
    EXPECT_EQ(some.quantile(1), 100us);
    EXPECT_EQ(some.mean(), 50us);
    EXPECT_EQ(some.min(), 1us);
}

TEST(latency_histogram, is_a_hundredth_off_at_most) {
    for (std::int64_t time = 1; time < 3'600'000'000; time += time / 3 + 1) {
        latency_histogram one;
        one.add(std::chrono::microseconds(time));
        one.add(1h);
        auto const told = one.quantile(0.5).count();
        EXPECT_GE(told, time);
        EXPECT_LE(told - time, time / 100 + 1) << time;
    }
}

TEST(latency_histogram, takes_any_time) {
    latency_histogram some;
    some.add(-1s);
    some.add(1000h);
    EXPECT_EQ(some.min(), 0us);
    EXPECT_EQ(some.max(), 1h);
    EXPECT_EQ(some.count(), 2U);
}

TEST(latency_histogram, sums_up_in_powers_of_two) {
    latency_histogram some;
    for (auto const time : {3us, 4us, 5us, 900us, 1000us})
        some.add(time);
    auto const buckets = some.by_powers_of_two();
    ASSERT_EQ(buckets.size(), 3U);
    EXPECT_EQ(buckets[0].up_to, 4us);
    EXPECT_EQ(buckets[0].count, 2U);
    EXPECT_EQ(buckets[1].up_to, 8us);
    EXPECT_EQ(buckets[2].up_to, 1024us);
    EXPECT_EQ(buckets[2].count, 2U);
}

} // namespace
} // namespace siota
