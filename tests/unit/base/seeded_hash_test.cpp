// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include <base/random.hpp>
#include <base/seeded_hash.hpp>

namespace socketiota::base {
namespace {

// SipHash-1-3 of the octets 0, 1, 2, ... of each length with the key 00..0f: the values of the
// reference vectors that the Rust standard library, which uses the same variant, is tested with.
TEST(siphash13, equals_the_reference_vectors) {
    constexpr std::uint64_t key0 = 0x0706050403020100U;
    constexpr std::uint64_t key1 = 0x0f0e0d0c0b0a0908U;

    struct vector {
        std::size_t size;
        std::uint64_t hash;
    };

    constexpr std::array vectors{
        vector{0, 0xabac0158050fc4dcU}, vector{1, 0xc9f49bf37d57ca93U},
        vector{2, 0x82cb9b024dc7d44dU}, vector{3, 0x8bf80ab8e7ddf7fbU},
        vector{8, 0x369095118d299a8eU},
    };
    std::string text;
    for (char octet = 0; octet < 16; ++octet)
        text.push_back(octet);
    for (vector const& each : vectors)
        EXPECT_EQ(siphash13(std::string_view(text).substr(0, each.size), key0, key1), each.hash)
            << each.size;
}

TEST(seeded_hash, is_the_same_for_equal_text_and_differs_for_other_text) {
    seeded_hash const hash;
    EXPECT_EQ(hash("room"), hash(std::string("room")));
    EXPECT_NE(hash("room"), hash("roon"));
}

TEST(random, does_not_repeat) {
    std::array<std::byte, 16> first{};
    std::array<std::byte, 16> second{};
    fill_random(first);
    fill_random(second);
    EXPECT_NE(first, second);
}

} // namespace
} // namespace socketiota::base
