// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <value/json_placeholders.hpp>
#include <value/json_validate.hpp>

namespace socketiota {
namespace {

/// What each placeholder found covers, and which attachment it names.
using found_list = std::vector<std::pair<std::string, std::size_t>>;

found_list find(std::string_view text, std::size_t attachments) {
    EXPECT_FALSE(validate_json(text).failed()) << text;
    std::vector<json_placeholder> placeholders;
    EXPECT_FALSE(find_json_placeholders(text, attachments, placeholders).failed()) << text;
    found_list found;
    for (json_placeholder const& each : placeholders)
        found.emplace_back(text.substr(each.begin, each.end - each.begin), each.attachment);
    return found;
}

bool is_refused(std::string_view text, std::size_t attachments) {
    EXPECT_FALSE(validate_json(text).failed()) << text;
    std::vector<json_placeholder> placeholders;
    return find_json_placeholders(text, attachments, placeholders) == error::illegal_attachment;
}

TEST(find_json_placeholders, finds_them_anywhere) {
    EXPECT_EQ(find(R"(["e",{"_placeholder":true,"num":0}])", 1),
              (found_list{{R"({"_placeholder":true,"num":0})", 0}}));
    EXPECT_EQ(find(R"({"a":[{"_placeholder":true,"num":1}],"b":{"_placeholder":true,"num":0}})", 2),
              (found_list{{R"({"_placeholder":true,"num":1})", 1},
                          {R"({"_placeholder":true,"num":0})", 0}}));
    EXPECT_EQ(find(R"({"_placeholder":true,"num":0})", 1).size(), 1U);
}

TEST(find_json_placeholders, takes_any_order_space_and_company) {
    EXPECT_EQ(find(R"([ { "num" : 0 , "_placeholder" : true } ])", 1).size(), 1U);
    EXPECT_EQ(find(R"([{"num":0,"x":{"y":[1]},"_placeholder":true,"z":"}"}])", 1),
              (found_list{{R"({"num":0,"x":{"y":[1]},"_placeholder":true,"z":"}"})", 0}}));
    EXPECT_EQ(find(R"([{"\u005fplaceholder":true,"n\u0075m":0}])", 1).size(), 1U);
}

TEST(find_json_placeholders, lets_the_last_of_equal_keys_count) {
    EXPECT_TRUE(find(R"([{"_placeholder":true,"num":0,"_placeholder":false}])", 1).empty());
    EXPECT_EQ(find(R"([{"num":7,"_placeholder":true,"num":0}])", 1).size(), 1U);
    EXPECT_TRUE(is_refused(R"([{"num":0,"_placeholder":true,"num":"0"}])", 1));
}

TEST(find_json_placeholders, takes_only_true_for_true) {
    EXPECT_TRUE(find(R"([{"_placeholder":1,"num":9},{"_placeholder":"true","num":9}])", 1).empty());
    EXPECT_TRUE(find(R"(["_placeholder",{"x":"_placeholder","num":9}])", 1).empty());
    EXPECT_TRUE(find(R"([{"_placeholder":{"_placeholder":false},"num":9}])", 1).empty());
}

TEST(find_json_placeholders, refuses_what_names_no_attachment) {
    for (std::string_view const wrong :
         {R"([{"_placeholder":true}])", R"([{"_placeholder":true,"num":2}])",
          R"([{"_placeholder":true,"num":-1}])", R"([{"_placeholder":true,"num":"0"}])",
          R"([{"_placeholder":true,"num":null}])", R"([{"_placeholder":true,"num":[0]}])",
          R"([{"_placeholder":true,"num":0.5}])", R"([{"_placeholder":true,"num":1e400}])",
          R"([{"_placeholder":true,"num":18446744073709551616}])",
          R"([{"_placeholder":true,"num":true}])"})
        EXPECT_TRUE(is_refused(wrong, 2)) << wrong;
}

TEST(find_json_placeholders, takes_numbers_in_each_spelling) {
    EXPECT_EQ(find(R"([{"_placeholder":true,"num":1e0}])", 2)[0].second, 1U);
    EXPECT_EQ(find(R"([{"_placeholder":true,"num":1.0}])", 2)[0].second, 1U);
    EXPECT_EQ(find(R"([{"_placeholder":true,"num":-0}])", 2)[0].second, 0U);
}

TEST(find_json_placeholders, lets_attachments_be_named_twice_or_not_at_all) {
    EXPECT_EQ(find(R"([{"_placeholder":true,"num":0},{"_placeholder":true,"num":0}])", 3).size(),
              2U);
    EXPECT_TRUE(find(R"(["nothing"])", 3).empty());
}

TEST(find_json_placeholders, drops_those_inside_others) {
    EXPECT_EQ(
        find(R"([{"x":{"_placeholder":true,"num":1},"_placeholder":true,"num":0}])", 2),
        (found_list{{R"({"x":{"_placeholder":true,"num":1},"_placeholder":true,"num":0})", 0}}));
}

TEST(find_json_placeholders, leaves_packets_without_attachments_alone) {
    EXPECT_TRUE(find(R"([{"_placeholder":true,"num":0}])", 0).empty());
    EXPECT_TRUE(find(R"([{"_placeholder":true}])", 0).empty());
}

} // namespace
} // namespace socketiota
