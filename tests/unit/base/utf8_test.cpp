// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include <base/utf8.hpp>

namespace socketiota::base {
namespace {

// Sizes around the words that are looked at, and around what is left to a call for longer texts.
constexpr std::size_t longest = 80;

TEST(utf8, is_what_ascii_is_whatever_its_size) {
    for (std::size_t size = 0; size <= longest; ++size)
        EXPECT_TRUE(is_valid_utf8(std::string(size, '\x7f'))) << size;
}

TEST(utf8, is_no_single_octet_beyond_ascii_wherever_it_is) {
    for (std::size_t size = 1; size <= longest; ++size)
        for (std::size_t at = 0; at < size; ++at) {
            std::string text(size, 'a');
            text[at] = '\x80';
            EXPECT_FALSE(is_valid_utf8(text)) << at << " of " << size;
        }
}

TEST(utf8, is_a_character_of_two_octets_wherever_it_is) {
    for (std::size_t size = 2; size <= longest; ++size)
        for (std::size_t at = 0; at + 1 < size; ++at) {
            std::string text(size, 'a');
            text.replace(at, 2, "\xc3\xa9");
            EXPECT_TRUE(is_valid_utf8(text)) << at << " of " << size;
        }
}

} // namespace
} // namespace socketiota::base
