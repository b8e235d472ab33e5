// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include <base/utf16.hpp>

namespace socketiota::base {
namespace {

struct character {
    std::string_view octets;
    std::size_t units;
};

constexpr std::array characters{character{"a", 1}, character{"\xc3\xa4", 1},
                                character{"\xe2\x82\xac", 1}, character{"\xf0\x9f\x98\x80", 2},
                                character{"\xf4\x8f\xbf\xbf", 2}};

/// All texts of up to `most` characters, with where each character begins, by units and by octets.
template <class Check>
void for_each_text(std::size_t most, Check const& check) {
    std::size_t total = 1;
    for (std::size_t length = 0; length <= most; ++length, total *= characters.size()) {
        for (std::size_t number = 0; number < total; ++number) {
            std::string text;
            std::vector<std::size_t> begins{0}; // at each unit; SIZE_MAX within a character
            std::size_t rest = number;
            for (std::size_t place = 0; place < length; ++place, rest /= characters.size()) {
                character const& next = characters[rest % characters.size()];
                text += next.octets;
                begins.insert(begins.end(), next.units - 1, SIZE_MAX);
                begins.push_back(text.size());
            }
            check(text, begins);
        }
    }
}

TEST(utf16, counts_and_cuts_every_text_of_six_characters) {
    for_each_text(6, [](std::string const& text, std::vector<std::size_t> const& begins) {
        ASSERT_EQ(utf16_length(text), begins.size() - 1) << text;
        for (std::size_t units = 0; units < begins.size(); ++units) {
            auto const octets = utf16_prefix(text, units);
            ASSERT_EQ(octets.value_or(SIZE_MAX), begins[units]) << text << " " << units;
        }
        ASSERT_FALSE(utf16_prefix(text, begins.size()));
        ASSERT_FALSE(utf16_prefix(text, SIZE_MAX));
    });
}

TEST(utf16, takes_words_at_once) {
    for (character const& each : characters) {
        std::string text = "x"; // so that characters lie across words
        for (int count = 0; count < 100; ++count)
            text += each.octets;
        EXPECT_EQ(utf16_length(text), 1 + 100 * each.units);
        EXPECT_EQ(utf16_prefix(text, 1 + 99 * each.units), text.size() - each.octets.size());
        EXPECT_EQ(utf16_prefix(text, 1 + 100 * each.units), text.size());
        EXPECT_FALSE(utf16_prefix(text, 2 + 100 * each.units));
    }
}

} // namespace
} // namespace socketiota::base
