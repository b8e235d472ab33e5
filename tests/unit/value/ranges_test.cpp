// SPDX-License-Identifier: MIT
#include "json_support.hpp"

#include <gtest/gtest.h>

#include <deque>
#include <list>
#include <map>
#include <set>
#include <span>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace socketiota {
namespace {

TEST(codec_of_ranges, makes_arrays_of_sequences) {
    EXPECT_EQ(json_of(std::vector<int>{1, 2}), "[1,2]");
    EXPECT_EQ(json_of(std::vector<int>{}), "[]");
    EXPECT_EQ(json_of(std::deque<std::string>{"a"}), R"(["a"])");
    EXPECT_EQ(json_of(std::list<std::vector<bool>>{{true, false}, {}}), "[[true,false],[]]");
    EXPECT_EQ(json_of(std::set<int>{3, 1}), "[1,3]");
    int const numbers[] = {1, 2};
    EXPECT_EQ(json_of(std::span<int const>(numbers)), "[1,2]");
}

TEST(codec_of_ranges, reads_arrays_into_sequences) {
    EXPECT_EQ(decode_json<std::vector<int>>("[1,2]").value(), (std::vector<int>{1, 2}));
    EXPECT_EQ(decode_json<std::vector<int>>("[]").value(), std::vector<int>{});
    EXPECT_EQ(decode_json<std::vector<bool>>("[true,false]").value(),
              (std::vector<bool>{true, false}));
    EXPECT_EQ(decode_json<std::deque<int>>("[1]").value(), std::deque<int>{1});
    EXPECT_EQ((decode_json<std::list<std::vector<int>>>("[[],[1]]").value()),
              (std::list<std::vector<int>>{{}, {1}}));
    EXPECT_EQ(decode_json<std::set<int>>("[3,1,3]").value(), (std::set<int>{1, 3}));
    EXPECT_EQ(decode_json<std::unordered_set<std::string>>(R"(["a"])").value(),
              std::unordered_set<std::string>{"a"});
    EXPECT_EQ(error_of<std::vector<int>>("{}"), error::arguments_do_not_fit);
    EXPECT_EQ(error_of<std::vector<int>>("[1,\"2\"]"), error::arguments_do_not_fit);
    EXPECT_EQ(error_of<std::vector<int>>("[null]"), error::arguments_do_not_fit);
}

TEST(codec_of_ranges, replaces_what_was_there) {
    reading from("[1]");
    std::vector<int> into{7, 8, 9};
    ASSERT_TRUE(decode(from.reader, into));
    EXPECT_EQ(into, std::vector<int>{1});
}

TEST(codec_of_ranges, makes_objects_of_maps) {
    using map = std::map<std::string, std::vector<int>>;
    EXPECT_EQ(json_of(map{{"b", {1}}, {"a", {}}}), R"({"a":[],"b":[1]})");
    EXPECT_EQ(decode_json<map>(R"({"b":[1],"a":[]})").value(), (map{{"b", {1}}, {"a", {}}}));
    EXPECT_EQ((decode_json<std::unordered_map<std::string, int>>(R"({"a":1,"a":2})").value()),
              (std::unordered_map<std::string, int>{{"a", 2}}));
    EXPECT_EQ(error_of<map>("[]"), error::arguments_do_not_fit);
    EXPECT_EQ(error_of<map>(R"({"a":1})"), error::arguments_do_not_fit);
}

static_assert(encodable<std::map<std::string_view, int>> &&
              decodable<std::map<std::string_view, int>>);
static_assert(!encodable<std::map<int, int>>, "JSON has no keys but strings");
static_assert(!encodable<std::multimap<std::string, int>>, "an object has each key once");
static_assert(encodable<std::span<int>> && !decodable<std::span<int const>>);

} // namespace
} // namespace socketiota
