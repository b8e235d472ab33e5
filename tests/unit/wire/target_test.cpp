// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <wire/target.hpp>

namespace socketiota::wire {
namespace {

void expect_split(std::string_view target, std::string_view path, std::string_view query) {
    target_parts const parts = split_target(target);
    EXPECT_EQ(parts.path, path) << target;
    EXPECT_EQ(parts.query, query) << target;
}

TEST(split_target, divides_at_the_first_question_mark) {
    expect_split("/", "/", "");
    expect_split("/a/b", "/a/b", "");
    expect_split("/a?b=c?d", "/a", "b=c?d");
    expect_split("/a?", "/a", "");
    expect_split("/?u=http://x/y", "/", "u=http://x/y");
}

TEST(split_target, leaves_out_scheme_and_authority) {
    expect_split("http://example.com/a?b", "/a", "b");
    expect_split("HTTPS://[::1]:3000/", "/", "");
    expect_split("http://example.com", "/", "");
    expect_split("http://example.com?a/b", "/", "a/b");
}

TEST(split_target, keeps_the_other_forms) {
    expect_split("*", "*", "");
    expect_split("example.com:443", "example.com:443", "");
}

} // namespace
} // namespace socketiota::wire
