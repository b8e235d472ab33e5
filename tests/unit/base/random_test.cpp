// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <set>
#include <span>
#include <vector>

#include <base/random.hpp>
#include <base/random_stock.hpp>

namespace socketiota::base {
namespace {

// Which octets of `size` changed in any of eight fills: one that is left alone stays zero, one that
// is filled is zero eight times in a row once in 2^64.
std::vector<bool> filled(std::size_t size) {
    std::vector<bool> changed(size);
    for (int round = 0; round != 8; ++round) {
        std::vector<std::byte> octets(size + 1);
        fill_random(std::span(octets).first(size));
        EXPECT_EQ(octets.back(), std::byte{0}) << "wrote behind the end of " << size;
        for (std::size_t index = 0; index != size; ++index)
            changed[index] = changed[index] || octets[index] != std::byte{0};
    }
    return changed;
}

TEST(fill_random, fills_each_octet_of_any_size) {
    // 256 is what the kernel gives at once.
    for (std::size_t const size : {0U, 1U, 12U, 255U, 256U, 257U, 512U, 1000U})
        EXPECT_EQ(filled(size), std::vector<bool>(size, true)) << size;
}

TEST(fill_random, never_repeats) {
    std::array<std::byte, 16> first{};
    std::array<std::byte, 16> second{};
    fill_random(first);
    fill_random(second);
    EXPECT_NE(first, second);
}

TEST(random_stock, gives_none_of_its_octets_twice) {
    random_stock stock;
    std::set<std::array<std::byte, 8>> given;
    for (int round = 0; round != 100; ++round) // more than it has at once
        EXPECT_TRUE(given.insert(stock.take<8>()).second) << round;
}

TEST(random_stock, gives_octets_that_do_not_fill_the_rest_of_it) {
    random_stock stock;
    std::array<bool, 100> changed{};
    for (int round = 0; round != 16; ++round) {
        auto const octets = stock.take<100>();
        for (std::size_t index = 0; index != octets.size(); ++index)
            changed[index] = changed[index] || octets[index] != std::byte{0};
    }
    EXPECT_THAT(changed, testing::Each(true));
}

} // namespace
} // namespace socketiota::base
