// SPDX-License-Identifier: MIT
#include <socketiota/http_headers.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace socketiota {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

TEST(http_headers, know_names_in_any_case) {
    http_headers headers({{"Vary", "Origin"}, {"X-One", "1"}});
    EXPECT_EQ(headers.find("vary"), "Origin");
    EXPECT_EQ(headers.find("X-ONE"), "1");
    EXPECT_FALSE(headers.find("x"));
}

TEST(http_headers, are_set_in_place_of_all_with_that_name) {
    http_headers headers({{"a", "1"}, {"b", "2"}, {"A", "3"}});
    headers.set("A", "4");
    EXPECT_THAT(headers.fields(), ElementsAre(Pair("b", "2"), Pair("A", "4")));
}

TEST(http_headers, may_come_more_than_once) {
    http_headers headers;
    headers.add("Set-Cookie", "a=1");
    headers.add("Set-Cookie", "b=2");
    EXPECT_THAT(headers.fields(),
                ElementsAre(Pair("Set-Cookie", "a=1"), Pair("Set-Cookie", "b=2")));
    EXPECT_TRUE(headers.remove("set-cookie"));
    EXPECT_FALSE(headers.remove("set-cookie"));
    EXPECT_THAT(headers.fields(), IsEmpty());
}

} // namespace
} // namespace socketiota
