// SPDX-License-Identifier: MIT
#include <socketiota/error.hpp>
#include <socketiota/nsp_pattern.hpp>

#include <boost/system/system_error.hpp>

#include <gtest/gtest.h>

#include <random>
#include <regex>
#include <string>
#include <string_view>

namespace socketiota::test {
namespace {

bool has(std::string_view pattern, std::string_view name) {
    return nsp_pattern(pattern).matches(name);
}

TEST(nsp_pattern, finds_one_or_more_characters_for_a_star) {
    EXPECT_TRUE(has("/room-*", "/room-1"));
    EXPECT_TRUE(has("/room-*", "/room-*"));
    EXPECT_TRUE(has("room-*", "/room-abc"));
    EXPECT_FALSE(has("/room-*", "/room-"));
    EXPECT_FALSE(has("/room-*", "/Room-1"));
    EXPECT_FALSE(has("/room-*", "/room-1/a"));
    EXPECT_FALSE(has("/room-*", "/a/room-1"));
    EXPECT_FALSE(has("/room-*", ""));
    EXPECT_TRUE(has("/*", "/a"));
    EXPECT_FALSE(has("/*", "/"));
    EXPECT_TRUE(has("/*/x", "/a/x"));
    EXPECT_FALSE(has("/*/x", "//x"));
    EXPECT_TRUE(has("/plain", "/plain"));
    EXPECT_FALSE(has("/plain", "/plain2"));
    EXPECT_TRUE(has("/*a*b", "/aaabab"));
    EXPECT_TRUE(has("/\xc3\xa9*", "/\xc3\xa9\xf0\x9f\x98\x80"));
    EXPECT_EQ(nsp_pattern("a*").text(), "/a*");
}

TEST(nsp_pattern, finds_what_a_regular_expression_finds) {
    std::mt19937 random(1);
    auto const text = [&random](std::string_view letters, std::size_t most) {
        std::string made = "/";
        for (std::size_t left = random() % most; left > 0; --left)
            made += letters[random() % letters.size()];
        return made;
    };
    int found = 0;
    for (int round = 0; round != 20'000; ++round) {
        std::string const pattern = text("ab*/", 8);
        if (pattern.find("**") != std::string::npos)
            continue;
        std::string written;
        for (char const each : pattern)
            written += each == '*' ? std::string("[^/]+") : std::string(1, each);
        std::string const name = text("ab/", 10);
        bool const expected = std::regex_match(name, std::regex(written));
        found += expected ? 1 : 0;
        ASSERT_EQ(has(pattern, name), expected) << pattern << " " << name;
    }
    EXPECT_GT(found, 100); // it has compared something
}

TEST(nsp_pattern, refuses_two_stars_together) {
    try {
        nsp_pattern const none("/a/**");
        FAIL() << "it was taken";
    } catch (boost::system::system_error const& failed) {
        EXPECT_EQ(failed.code(), error::invalid_option);
        EXPECT_NE(std::string_view(failed.what()).find("/a/**"), std::string_view::npos);
    }
}

} // namespace
} // namespace socketiota::test
