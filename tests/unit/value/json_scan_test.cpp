// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <array>
#include <string>
#include <string_view>

#include <value/json_scan.hpp>

namespace socketiota {
namespace {

/// The specification, one character at a time.
std::size_t run_length(std::string_view text, bool& has_high_octets) {
    std::size_t length = 0;
    for (; length != text.size() && !ends_literal_run(text[length]); ++length)
        has_high_octets = has_high_octets || static_cast<unsigned char>(text[length]) >= 0x80;
    return length;
}

/// What the one to call finds, and the portable one.
std::array<literal_run, 2> found_by_both(std::string_view text) {
    char const* const end = text.data() + text.size();
    return {find_literal_run(text.data(), end), find_literal_run_by_words(text.data(), end)};
}

TEST(json_scan, finds_each_character_at_each_place) {
    for (std::size_t size = 0; size != 40; ++size) {
        for (std::size_t place = 0; place <= size; ++place) {
            for (unsigned octet = 0; octet != 256; ++octet) {
                std::string text(size, 'x');
                if (place != size)
                    text[place] = static_cast<char>(octet);
                bool expected_high = false;
                std::size_t const expected = run_length(text, expected_high);
                for (literal_run const run : found_by_both(text)) {
                    ASSERT_EQ(run.end, text.data() + expected);
                    ASSERT_EQ(run.has_high_octets, expected_high)
                        << size << ' ' << place << ' ' << octet;
                }
            }
        }
    }
}

TEST(json_scan, does_not_count_high_octets_behind_the_end_of_the_run) {
    std::string const text = "abc\"\xe2\x82\xac and so on and on";
    for (literal_run const run : found_by_both(text)) {
        EXPECT_EQ(run.end, text.data() + 3);
        EXPECT_FALSE(run.has_high_octets);
    }
}

TEST(json_scan, counts_high_octets_in_the_blocks_before_the_last) {
    std::string const text = "\xe2\x82\xac" + std::string(40, 'x') + "\"";
    for (literal_run const run : found_by_both(text)) {
        EXPECT_EQ(run.end, text.data() + 43);
        EXPECT_TRUE(run.has_high_octets);
    }
}

TEST(json_scan, skips_values) {
    for (std::string_view const value : {"1", "-1.5e+3", "true", "null", "\"a\\\"]\\\\\"",
                                         "[1,[2,\"]\"],{}]", "{\"}\":[{\"a\":\"\\\"}\"}]}"}) {
        for (std::string_view const behind : {"", ",1]", "]", "}", " ,"}) {
            std::string const text = std::string(value) + std::string(behind);
            EXPECT_EQ(skip_json_value(text.data(), text.data() + text.size()),
                      text.data() + value.size())
                << text;
        }
    }
}

} // namespace
} // namespace socketiota
