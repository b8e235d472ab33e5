// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <vector>

#include <client/backoff.hpp>

namespace socketiota::clients {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

std::vector<std::int64_t> waits(backoff& of, std::size_t count) {
    std::vector<std::int64_t> all;
    for (std::size_t each = 0; each != count; ++each)
        all.push_back(of.next().count());
    return all;
}

TEST(backoff, doubles_up_to_the_longest) {
    backoff without(100ms, 1'000ms, 0, 1);
    EXPECT_THAT(waits(without, 6), ElementsAre(100, 200, 400, 800, 1'000, 1'000));
    EXPECT_EQ(without.attempts(), 6U);
    without.reset();
    EXPECT_EQ(without.attempts(), 0U);
    EXPECT_EQ(without.next(), 100ms);
}

/// What Node's client documents of its defaults; chance comes before the limit.
TEST(backoff, keeps_to_the_ranges_of_the_official_client) {
    constexpr std::int64_t least[] = {500, 1'000, 2'000, 4'000, 5'000};
    constexpr std::int64_t most[] = {1'500, 3'000, 5'000, 5'000, 5'000};
    bool is_shorter = false;
    bool is_longer = false;
    for (std::uint64_t seed = 0; seed != 200; ++seed) {
        backoff one(1'000ms, 5'000ms, 0.5, seed);
        auto const all = waits(one, 5);
        for (std::size_t each = 0; each != all.size(); ++each) {
            EXPECT_GE(all[each], least[each]) << each;
            EXPECT_LE(all[each], most[each]) << each;
        }
        is_shorter = is_shorter || all[0] < 1'000;
        is_longer = is_longer || all[0] > 1'000;
    }
    EXPECT_TRUE(is_shorter && is_longer);
}

TEST(backoff, takes_any_part_of_the_wait_with_full_jitter) {
    constexpr std::int64_t most[] = {1'000, 2'000, 4'000, 5'000, 5'000};
    std::int64_t least_seen = 5'000;
    std::int64_t most_seen = 0;
    for (std::uint64_t seed = 0; seed != 200; ++seed) {
        backoff one(1'000ms, 5'000ms, 0.5, seed, true);
        auto const all = waits(one, 5);
        for (std::size_t each = 0; each != all.size(); ++each) {
            EXPECT_GE(all[each], 0) << each;
            EXPECT_LE(all[each], most[each]) << each;
        }
        least_seen = std::min(least_seen, all.back());
        most_seen = std::max(most_seen, all.back());
    }
    EXPECT_LT(least_seen, 250);
    EXPECT_GT(most_seen, 4'750);
}

TEST(backoff, is_the_same_with_the_same_seed) {
    backoff one(1'000ms, 60'000ms, 1, 7);
    backoff same(1'000ms, 60'000ms, 1, 7);
    backoff other(1'000ms, 60'000ms, 1, 8);
    auto const all = waits(one, 6);
    EXPECT_EQ(all, waits(same, 6));
    EXPECT_NE(all, waits(other, 6));
}

TEST(backoff, goes_on_for_ever) {
    backoff one(1ms, 5'000ms, 0.5, 1);
    for (int each = 0; each != 5'000; ++each)
        EXPECT_LE(one.next(), 5'000ms);
}

} // namespace
} // namespace socketiota::clients
