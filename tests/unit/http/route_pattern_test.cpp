// SPDX-License-Identifier: MIT
#include <boost/system/system_error.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <string_view>

#include <http/path_segments.hpp>
#include <http/route_pattern.hpp>

namespace socketiota::http {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Optional;
using testing::Pair;

std::optional<route_pattern::parameter_list> match(std::string_view pattern,
                                                   std::string_view path) {
    auto const segments = split_path(path);
    return segments ? route_pattern(pattern).match(*segments) : std::nullopt;
}

bool matches(std::string_view pattern, std::string_view path) {
    return match(pattern, path).has_value();
}

std::string complaint_about(std::string_view pattern) {
    try {
        route_pattern const made(pattern);
        return "none";
    } catch (boost::system::system_error const& refused) {
        return refused.what();
    }
}

TEST(path_segments_test, are_divided_before_they_are_decoded) {
    EXPECT_THAT(split_path("/"), Optional(ElementsAre("")));
    EXPECT_THAT(split_path("/a"), Optional(ElementsAre("a")));
    EXPECT_THAT(split_path("/a/"), Optional(ElementsAre("a", "")));
    EXPECT_THAT(split_path("/a%2Fb/c+d"), Optional(ElementsAre("a/b", "c+d")));
    EXPECT_THAT(split_path("/%C3%A4%20"), Optional(ElementsAre("\xC3\xA4 ")));
}

TEST(path_segments_test, refuse_what_could_mean_something_else) {
    for (char const* const path : {"", "*", "a", "/a/../b", "/..", "/.", "/%2e%2e/b", "/%2E",
                                   "/.%2e", "/a%", "/a%2", "/a%2g", "/a%00b", "/%ff", "/%C3"})
        EXPECT_EQ(split_path(path), std::nullopt) << path;
}

TEST(path_segments_test, are_at_most_64) {
    std::string path;
    for (std::size_t count = 0; count < most_path_segments; ++count)
        path += "/a";
    EXPECT_TRUE(split_path(path));
    EXPECT_FALSE(split_path(path + "/a"));
}

TEST(route_pattern_test, finds_literal_segments_as_they_stand) {
    EXPECT_TRUE(matches("/", "/"));
    EXPECT_FALSE(matches("/", "/a"));
    EXPECT_TRUE(matches("/users", "/users"));
    EXPECT_TRUE(matches("/users", "/%75sers"));
    EXPECT_FALSE(matches("/users", "/Users"));
    EXPECT_FALSE(matches("/users", "/users/"));
    EXPECT_TRUE(matches("/users/", "/users/"));
    EXPECT_FALSE(matches("/users/", "/users"));
    EXPECT_FALSE(matches("/users", "/users/ann"));
    EXPECT_FALSE(matches("/users/ann", "/users"));
    EXPECT_FALSE(matches("/users", "//users"));
}

TEST(route_pattern_test, takes_one_segment_for_a_parameter) {
    EXPECT_THAT(match("/users/:id", "/users/ann%20b"), Optional(ElementsAre(Pair("id", "ann b"))));
    EXPECT_THAT(match("/:a/x/:b_2", "/1/x/2%2F3"),
                Optional(ElementsAre(Pair("a", "1"), Pair("b_2", "2/3"))));
    EXPECT_FALSE(matches("/users/:id", "/users/"));
    EXPECT_FALSE(matches("/users/:id", "/users"));
    EXPECT_FALSE(matches("/users/:id", "/users/a/b"));
}

TEST(route_pattern_test, takes_the_rest_for_a_star) {
    EXPECT_THAT(match("/files/*path", "/files/a/b%20c/"),
                Optional(ElementsAre(Pair("path", "a/b c/"))));
    EXPECT_THAT(match("/files/*path", "/files/a"), Optional(ElementsAre(Pair("path", "a"))));
    EXPECT_THAT(match("/files/*path", "/files/"), Optional(ElementsAre(Pair("path", ""))));
    EXPECT_THAT(match("/*all", "/"), Optional(ElementsAre(Pair("all", ""))));
    EXPECT_THAT(match("/*all", "/a/b"), Optional(ElementsAre(Pair("all", "a/b"))));
    EXPECT_FALSE(matches("/files/*path", "/files"));
    EXPECT_FALSE(matches("/files/*path", "/files/../etc"));
}

TEST(route_pattern_test, says_what_is_wrong_with_a_pattern) {
    EXPECT_EQ(complaint_about("/users/:id"), "none");
    EXPECT_THAT(complaint_about(""), HasSubstr("must begin with /"));
    EXPECT_THAT(complaint_about("users"), HasSubstr("\"users\" cannot be: it must begin with /"));
    EXPECT_THAT(complaint_about("/a//b"), HasSubstr("a segment in it is empty"));
    EXPECT_THAT(complaint_about("/:"), HasSubstr("needs a name"));
    EXPECT_THAT(complaint_about("/:a-b"), HasSubstr("needs a name"));
    EXPECT_THAT(complaint_about("/*"), HasSubstr("needs a name"));
    EXPECT_THAT(complaint_about("/:a/:a"), HasSubstr("two parameters have the name a"));
    EXPECT_THAT(complaint_about("/*a/b"), HasSubstr("nothing can follow *a"));
    EXPECT_THAT(complaint_about("/a/.."), HasSubstr("a segment . or .."));
    EXPECT_THAT(complaint_about("/a%20b"), HasSubstr("without escapes"));
    EXPECT_THAT(complaint_about("/a?b"), HasSubstr("without escapes"));
    EXPECT_THAT(complaint_about("/a:b"), HasSubstr("only at the beginning"));
    EXPECT_THAT(complaint_about("/\xFF"), HasSubstr("not UTF-8"));
}

} // namespace
} // namespace socketiota::http
