// SPDX-License-Identifier: MIT
// What looks at eight octets at once is held against what looks at each.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>

#include <base/octet_words.hpp>
#include <wire/http_syntax.hpp>
#include <wire/query.hpp>

namespace socketiota::wire {
namespace {

/// Calls `check(text)` with every octet at every place of texts of every length up to three words,
/// among octets that lie on either side of what is asked for.
template <class Check>
void for_each_text(Check const& check) {
    for (char const filler : {'a', '-', '!', '\x7E', '$', '\x20'})
        for (std::size_t size = 1; size <= 3 * base::octet_word_size; size += size < 9 ? 1 : 5)
            for (std::size_t at = 0; at < size; ++at)
                for (int octet = 0; octet < 256; ++octet) {
                    std::string text(size, filler);
                    text[at] = static_cast<char>(octet);
                    check(text);
                }
}

TEST(octet_words, answer_as_octets_do) {
    for_each_text([](std::string const& text) {
        if (text.size() < base::octet_word_size)
            return;
        base::octet_word const word = base::load_word(text.data());
        std::string_view const octets = std::string_view(text).substr(0, base::octet_word_size);
        auto const any = [octets](auto const& is) {
            return std::any_of(octets.begin(), octets.end(),
                               [&is](char c) { return is(static_cast<unsigned char>(c)); });
        };
        ASSERT_EQ(base::marks_below<0x21>(word) != 0,
                  any([](unsigned char c) { return c < 0x21; }));
        ASSERT_EQ(base::marks_below<0x80>(word) != 0,
                  any([](unsigned char c) { return c < 0x80; }));
        ASSERT_EQ(base::marks_of(word, '#') != 0, any([](unsigned char c) { return c == '#'; }));
        ASSERT_EQ(base::marks_beyond_ascii(word) != 0,
                  any([](unsigned char c) { return c >= 0x80; }));
        for (std::size_t index = 0; index < base::octet_word_size; ++index) {
            char const c = octets[index];
            bool const marked = (base::marks_beyond_letters(word) >> (8 * index) & 0x80) != 0;
            bool const is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            ASSERT_EQ(marked, !is_letter && c != '-') << text;
        }
    });
}

TEST(octet_words, find_the_first_mark) {
    auto const digits = [](base::octet_word word) { return base::marks_below<'a'>(word); };
    EXPECT_EQ(base::find_mark("abcdefgh1bcdefg2", 0, digits), 8U);
    EXPECT_EQ(base::find_mark("abcdefgh1bcdefg2", 9, digits), 9U) << "less than a word is left";
    EXPECT_EQ(base::find_mark("abcdefghabcde1212", 1, digits), 13U);
    EXPECT_EQ(base::find_mark("abcdefghi", 0, digits), 8U);
    EXPECT_EQ(base::find_mark("", 0, digits), 0U);
}

TEST(octet_words, find_the_ends_of_tokens_values_and_targets) {
    for_each_text([](std::string const& text) {
        ASSERT_EQ(skip_token(text, 0), skip(text, 0, character_kind::token));
        ASSERT_EQ(skip_token(text, 1), skip(text, 1, character_kind::token));
        ASSERT_EQ(is_token(text), consists_of(text, character_kind::token));
        ASSERT_EQ(skip_field_value(text, 0), skip(text, 0, character_kind::field_value));
        ASSERT_EQ(skip_target(text, 0), skip(text, 0, character_kind::target));
        ASSERT_EQ(skip_target(text, 1), skip(text, 1, character_kind::target));
    });
    std::string const tabs = "12345678\t12345678\t\t1234567812345678\r";
    EXPECT_EQ(skip_field_value(tabs, 0), tabs.size() - 1);
    EXPECT_FALSE(is_token(""));
}

TEST(octet_words, know_a_component_that_is_plain) {
    std::string scratch;
    for_each_text([&scratch](std::string const& text) {
        bool const plain = std::all_of(text.begin(), text.end(), [](char c) {
            return c != '%' && c != '+' && static_cast<unsigned char>(c) < 0x80;
        });
        // A view of the text itself, if and only if nothing is to be decoded.
        ASSERT_EQ(decode_query_component(text, scratch).data() == text.data(), plain);
    });
}

} // namespace
} // namespace socketiota::wire
