// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include <base/random.hpp>

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

} // namespace
} // namespace socketiota::base
