// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <array>
#include <string>

#include <base/utf8.hpp>
#include <wire/partial_utf8.hpp>

namespace socketiota::wire {
namespace {

// The borders of the ranges in the table of RFC 3629 4: octets between them behave alike.
constexpr std::array<unsigned char, 6> continuations{0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF};
constexpr std::array<unsigned char, 24> classes{0x00, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF,
                                                0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xEC, 0xED,
                                                0xEE, 0xEF, 0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xFF};

bool can_become_valid(std::string const& text, int depth = 0) {
    if (base::is_valid_utf8(text))
        return true;
    if (depth == 3)
        return false;
    for (unsigned char const octet : continuations)
        if (can_become_valid(text + static_cast<char>(octet), depth + 1))
            return true;
    return false;
}

TEST(partial_utf8, tells_what_no_continuation_can_repair) {
    for (unsigned char const first : classes) {
        for (unsigned char const second : classes) {
            std::string const text{static_cast<char>(first), static_cast<char>(second)};
            EXPECT_EQ(whole_utf8_prefix(text).has_value(), can_become_valid(text))
                << int{first} << " " << int{second};
            for (unsigned char const third : classes) {
                std::string const longer = text + static_cast<char>(third);
                EXPECT_EQ(whole_utf8_prefix(longer).has_value(), can_become_valid(longer))
                    << int{first} << " " << int{second} << " " << int{third};
            }
        }
    }
}

TEST(partial_utf8, counts_whole_characters) {
    EXPECT_EQ(whole_utf8_prefix(""), 0U);
    EXPECT_EQ(whole_utf8_prefix("abc"), 3U);
    EXPECT_EQ(whole_utf8_prefix("a\xE2\x82"), 1U);
    EXPECT_EQ(whole_utf8_prefix("a\xE2\x82\xAC"), 4U);
    EXPECT_EQ(whole_utf8_prefix("a\xF0\x9F\x98"), 1U);
    EXPECT_EQ(whole_utf8_prefix("a\xF0\x9F\x98\x80"), 5U);
}

} // namespace
} // namespace socketiota::wire
