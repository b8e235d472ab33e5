// SPDX-License-Identifier: MIT
#include "json_support.hpp"

#include <gtest/gtest.h>

#include <array>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace socketiota {
namespace {

using three = std::tuple<int, std::string, std::optional<bool>>;

TEST(codec_of_tuples, makes_arrays) {
    EXPECT_EQ(json_of(three{1, "a", true}), R"([1,"a",true])");
    EXPECT_EQ(json_of(three{1, "a", std::nullopt}), R"([1,"a",null])");
    EXPECT_EQ(json_of(std::tuple<>{}), "[]");
    EXPECT_EQ(json_of(std::pair(1, "b")), R"([1,"b"])");
    EXPECT_EQ(json_of(std::array{1, 2, 3}), "[1,2,3]");
}

TEST(codec_of_tuples, reads_like_an_argument_list) {
    EXPECT_EQ(decode_json<three>(R"([1,"a",true])").value(), (three{1, "a", true}));
    EXPECT_EQ(decode_json<three>(R"([1,"a",null])").value(), (three{1, "a", std::nullopt}));
    EXPECT_EQ(decode_json<three>(R"([1,"a"])").value(), (three{1, "a", std::nullopt}));
    EXPECT_EQ(decode_json<three>(R"([1,"a",true,{"more":[1,2]},5])").value(),
              (three{1, "a", true}));
    EXPECT_EQ(error_of<three>("[1]"), error::argument_missing);
    EXPECT_EQ(error_of<three>("[]"), error::argument_missing);
    EXPECT_EQ(error_of<three>(R"(["a",1])"), error::arguments_do_not_fit);
    EXPECT_EQ(error_of<three>("{}"), error::arguments_do_not_fit);
    EXPECT_FALSE(error_of<std::tuple<>>("[1,2]").failed());
}

TEST(codec_of_tuples, leaves_its_array_and_no_other) {
    using nested = std::vector<std::tuple<int, std::optional<int>>>;
    EXPECT_EQ(decode_json<nested>("[[1],[2,3],[4,5,6],[7]]").value(),
              (nested{{1, {}}, {2, 3}, {4, 5}, {7, {}}}));
    using pairs = std::vector<std::pair<int, std::optional<int>>>;
    EXPECT_EQ(decode_json<pairs>("[[1],[2,3],[4,5,6]]").value(), (pairs{{1, {}}, {2, 3}, {4, 5}}));
}

TEST(codec_of_tuples, counts_the_elements_of_arrays) {
    using pair = std::array<int, 2>;
    EXPECT_EQ(decode_json<pair>("[1,2]").value(), (pair{1, 2}));
    EXPECT_EQ(error_of<pair>("[1]"), error::arguments_do_not_fit);
    EXPECT_EQ(error_of<pair>("[1,2,3]"), error::arguments_do_not_fit);
    EXPECT_EQ(error_of<pair>("[1,900000000000]"), error::number_out_of_range);
    EXPECT_FALSE((error_of<std::array<int, 0>>("[]").failed()));
}

TEST(codec_of_tuples, reads_arguments_of_an_event) {
    reading from(R"(["event",1,"a"])");
    std::string_view name;
    ASSERT_TRUE(from.reader.enter_array() && from.reader.next_element() &&
                from.reader.read_string(name));
    int number = 0;
    std::string text;
    std::optional<int> missing = 7;
    EXPECT_TRUE(decode_arguments(from.reader, number, text, missing));
    EXPECT_EQ(number, 1);
    EXPECT_EQ(text, "a");
    EXPECT_FALSE(missing.has_value());
}

} // namespace
} // namespace socketiota
