// SPDX-License-Identifier: MIT
#include "json_support.hpp"

#include <socketiota/raw.hpp>
#include <socketiota/value.hpp>

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace socketiota {
namespace {

struct point {
    int x = 0;
    int y = 0;
};

value parsed(std::string_view text) { return value::parse(text).value(); }

TEST(value, is_made_of_anything_that_can_be_sent) {
    EXPECT_EQ(value().kind(), value_kind::null);
    EXPECT_EQ(value(nullptr).kind(), value_kind::null);
    EXPECT_EQ(value(true).kind(), value_kind::boolean);
    EXPECT_EQ(value(-1).kind(), value_kind::integer);
    EXPECT_EQ(value(0).kind(), value_kind::integer);
    EXPECT_EQ(value(std::uint64_t{7}).kind(), value_kind::integer);
    EXPECT_EQ(value(std::numeric_limits<std::uint64_t>::max()).kind(),
              value_kind::unsigned_integer);
    EXPECT_EQ(value(1.5F).kind(), value_kind::floating);
    EXPECT_EQ(value("literal").kind(), value_kind::string);
    EXPECT_EQ(value(std::string("x")).kind(), value_kind::string);
    EXPECT_EQ(value(bytes{std::string_view("x")}).kind(), value_kind::bytes);
    EXPECT_EQ(value(std::vector<int>{1, 2}).to_json(), "[1,2]");
    EXPECT_EQ(value(point{1, 2}).to_json(), R"({"x":1,"y":2})");
    EXPECT_EQ(value(std::map<std::string, std::optional<int>>{{"a", {}}}).to_json(),
              R"({"a":null})");
    EXPECT_EQ(value(raw::parse(R"([1, {"a" :2}])").value()).to_json(), R"([1,{"a":2}])");
}

TEST(value, is_made_by_factories) {
    EXPECT_EQ(object("code", 401, "why", "no token").to_json(), R"({"code":401,"why":"no token"})");
    EXPECT_EQ(object().to_json(), "{}");
    EXPECT_EQ(object(std::string("k"), array()).to_json(), R"({"k":[]})");
    EXPECT_EQ(array(1, "a", true, nullptr, object("b", 1.5)).to_json(),
              R"([1,"a",true,null,{"b":1.5}])");
    EXPECT_EQ(object("a", 1, "b", 2, "a", 3).to_json(), R"({"a":3,"b":2})");
    value taken = object("a", 1);
    value const holder = array(std::move(taken));
    EXPECT_EQ(holder.to_json(), R"([{"a":1}])");
    EXPECT_TRUE(taken.is_null()); // NOLINT: what is left is meant
}

TEST(value, becomes_typed) {
    value const user = object("name", "Ada", "age", 36, "tags", array("x", "y"));
    EXPECT_EQ(user["name"].to<std::string>().value(), "Ada");
    EXPECT_EQ(user["age"].to<int>().value(), 36);
    EXPECT_EQ(user["tags"].to<std::vector<std::string>>().value().size(), 2U);
    EXPECT_EQ(user["age"].to<std::string>().error(), error::arguments_do_not_fit);
    EXPECT_EQ(value(300).to<std::int8_t>().error(), error::number_out_of_range);
    EXPECT_EQ(value(1.0).to<int>().value(), 1);
    EXPECT_EQ(object("x", 1).to<point>().error(), error::argument_missing);
    EXPECT_EQ(user["none"].to<std::optional<int>>().value(), std::nullopt);
    EXPECT_EQ(user.to<value>().value(), user);
    EXPECT_EQ((value(1).to<std::variant<std::string, double>>().value().index()), 1U);
}

TEST(value, answers_null_for_what_is_not_there) {
    value const user = parsed(R"({"a":{"b":[1,2]}})");
    EXPECT_EQ(user["a"]["b"][1].to<int>().value(), 2);
    EXPECT_TRUE(user["a"]["b"][2].is_null());
    EXPECT_TRUE(user["a"]["b"][-1].is_null());
    EXPECT_TRUE(user["x"]["y"][0]["z"].is_null());
    EXPECT_TRUE(user[0].is_null());
    EXPECT_TRUE(value("text")["length"].is_null());
    EXPECT_EQ(user.find("x"), nullptr);
    EXPECT_NE(user.find("a"), nullptr);
    EXPECT_TRUE(user.contains("a"));
    EXPECT_EQ(user.size(), 1U);
    EXPECT_EQ(value("text").size(), 0U);
}

TEST(value, reads_without_changing) {
    value user = object("a", 1);
    EXPECT_TRUE(user["b"].is_null());
    EXPECT_EQ(user.to_json(), R"({"a":1})");
}

TEST(value, changes_in_place) {
    value list;
    list.push_back(1);
    list.push_back("two").push_back(3);
    EXPECT_EQ(list.to_json(), "[1,[3]]");
    for (value& each : list.elements())
        each = 0;
    EXPECT_EQ(list.to_json(), "[0,0]");

    value map;
    map.set("b", 1);
    map.set("a", 2).set("deep", true);
    map.set("b", 3);
    EXPECT_EQ(map.to_json(), R"({"b":3,"a":{"deep":true}})");
    *map.find("a") = "replaced";
    EXPECT_TRUE(map.erase("b"));
    EXPECT_FALSE(map.erase("b"));
    EXPECT_FALSE(value(1).erase("b"));
    EXPECT_EQ(map.to_json(), R"({"a":"replaced"})");
    map.push_back(1);
    EXPECT_EQ(map.to_json(), "[1]");
}

TEST(value, iterates) {
    value const map = object("b", 1, "a", 2);
    std::string keys;
    std::int64_t sum = 0;
    for (auto const& [key, mapped] : map.members()) {
        keys += key;
        sum += mapped.to<std::int64_t>().value();
    }
    EXPECT_EQ(keys, "ba");
    EXPECT_EQ(sum, 3);
    EXPECT_TRUE(map.elements().empty());
    value const list = array(1, 2);
    EXPECT_EQ(list.elements().size(), 2U);
    EXPECT_TRUE(list.members().empty());
}

TEST(value, gives_what_is_taken_out_of_one_that_dies) {
    std::string const text(100, 'x');
    value const& member = object("a", text)["a"]; // would be a view of nothing
    EXPECT_EQ(member, text);
    value const& element = array(1, object("b", text))[1]["b"];
    EXPECT_EQ(element, text);
    EXPECT_TRUE(object("a", 1)["b"].is_null());
    EXPECT_TRUE(array(1)[1].is_null());
    EXPECT_TRUE(value(1)["a"]["b"][0].is_null());
}

TEST(value, copies_all_of_itself) {
    value const first = object("a", array(1, object("b", "text")), "c", bytes{});
    value second = first;
    EXPECT_EQ(first, second);
    second.find("a")->push_back(2);
    EXPECT_NE(first, second);
    EXPECT_EQ(first["a"].size(), 2U);
    second = first;
    EXPECT_EQ(first, second);
    value const& alias = second;
    second = alias;
    EXPECT_EQ(first, second);
}

TEST(value, leaves_null_when_moved_from) {
    value first = array(1);
    value second = std::move(first);
    EXPECT_TRUE(first.is_null()); // NOLINT: what is left is meant
    first = std::move(second);
    EXPECT_TRUE(second.is_null()); // NOLINT: what is left is meant
    EXPECT_EQ(first.to_json(), "[1]");
}

TEST(value, may_become_a_part_of_itself) {
    value tree = array(array(array("core")), 1);
    value& inner = tree.elements()[0];
    tree = std::move(inner);
    EXPECT_EQ(tree.to_json(), R"([["core"]])");
    tree = value(tree[0]);
    EXPECT_EQ(tree.to_json(), R"(["core"])");
    tree.push_back(tree);
    EXPECT_EQ(tree.to_json(), R"(["core",["core"]])");
}

TEST(value, compares_numbers_as_numbers) {
    EXPECT_EQ(value(1), value(1.0));
    EXPECT_EQ(value(1U), value(1));
    EXPECT_EQ(value(0), value(-0.0));
    EXPECT_NE(value(1), value(1.5));
    EXPECT_NE(value(1), value("1"));
    EXPECT_NE(value(1), value(true));
    EXPECT_NE(value(0), value());
    EXPECT_NE(value(std::nan("")), value(std::nan("")));
    EXPECT_NE(value(9007199254740993), value(9007199254740992.0));
    EXPECT_EQ(value(9007199254740992), value(9007199254740992.0));
    EXPECT_EQ(value(9223372036854775808U), value(9223372036854775808.0));
    EXPECT_NE(value(std::numeric_limits<std::uint64_t>::max()), value(18446744073709551616.0));
    EXPECT_NE(value(std::numeric_limits<std::int64_t>::max()), value(9223372036854775808.0));
    EXPECT_NE(value(std::numeric_limits<std::uint64_t>::max()), value(-1));
}

TEST(value, compares_members_in_any_order) {
    EXPECT_EQ(object("a", 1, "b", array(2)), object("b", array(2), "a", 1));
    EXPECT_NE(object("a", 1, "b", 2), object("b", 1, "a", 2));
    EXPECT_NE(object("a", 1), object("b", 1));
    EXPECT_NE(object("a", 1), object("a", 1, "b", 2));
    EXPECT_NE(object("a", 1, "b", 2), object("b", 2, "c", 1));
    EXPECT_NE(array(1, 2), array(2, 1));
    EXPECT_NE(array(), object());
    EXPECT_NE(array(1), array(1, 2));
    EXPECT_EQ(value(bytes{std::string_view("x")}), value(bytes{std::string_view("x")}));
    EXPECT_NE(value(bytes{std::string_view("x")}), value(bytes{std::string_view("y")}));
}

TEST(value, keeps_the_first_place_and_the_last_value_of_a_key) {
    EXPECT_EQ(parsed(R"({"a":1,"b":2,"a":3})").to_json(), R"({"a":3,"b":2})");
    EXPECT_EQ(parsed(R"({"a":1,"a":[1],"a":{"c":[2]},"b":{"x":1,"x":2}})").to_json(),
              R"({"a":{"c":[2]},"b":{"x":2}})");
    std::string text = "{";
    std::string expected = "{";
    for (int round = 0; round != 3; ++round)
        for (int key = 99; key >= 0; --key)
            text += "\"k" + std::to_string(key) + "\":" + std::to_string(round) + ",";
    for (int key = 99; key >= 0; --key)
        expected += "\"k" + std::to_string(key) + "\":2,";
    text.back() = '}';
    expected.back() = '}';
    EXPECT_EQ(parsed(text).to_json(), expected);
}

TEST(value, differs_from_javascript_where_documented) {
    EXPECT_EQ(parsed(R"({"b":1,"7":2,"a":3})").to_json(), R"({"b":1,"7":2,"a":3})");
    EXPECT_EQ(parsed("9007199254740993").to_json(), "9007199254740993");
    EXPECT_EQ(parsed(R"({"__proto__":{"admin":true}})")["__proto__"]["admin"].to<bool>().value(),
              true);
}

TEST(value, keeps_lone_surrogates_and_shows_none_to_strings) {
    std::string const text = R"({"\ud83d":"a\ude00b","\ufffd":["\ud83d\ude00"]})";
    value const kept = parsed(text);
    EXPECT_EQ(kept.to_json(), R"({"\ud83d":"a\ude00b",")"
                              "\xef\xbf\xbd\":[\"\xf0\x9f\x98\x80\"]}");
    EXPECT_EQ(kept, parsed(kept.to_json()));
    EXPECT_EQ(kept.to<value>().value(), kept);
    EXPECT_EQ(value(kept).size(), 2U);
    EXPECT_EQ(raw::of(kept).value().text(), kept.to_json());
    value const& half = kept["\xed\xa0\xbd"];
    EXPECT_EQ(half, parsed(R"("a\ude00b")"));
    EXPECT_NE(half, parsed(R"("a\ufffdb")"));
    EXPECT_EQ(half.to<std::string>().value(), "a\xef\xbf\xbd"
                                              "b");
    // A view lives as long as the value, so it can only show what is there.
    EXPECT_EQ(half.to<std::string_view>().value(), "a\xed\xb8\x80"
                                                   "b");
    using strings = std::map<std::string, std::variant<std::string, std::vector<std::string>>>;
    // The two keys have become one, and the last counts.
    auto const mended = kept.to<strings>().value();
    EXPECT_EQ(mended, decode_json<strings>(text).value());
    EXPECT_EQ(mended.size(), 1U);
    EXPECT_EQ(value("\xff").to<std::string>().value(), "\xef\xbf\xbd");
    EXPECT_EQ(decode_json<value>(R"(["\udc00",{"\udc00":1}])").value().to_json(),
              R"(["\udc00",{"\udc00":1}])");
}

TEST(value, tells_its_kind) {
    EXPECT_TRUE(value(true).is_bool());
    EXPECT_TRUE(value(1).is_number() && value(1).is_integer());
    EXPECT_TRUE(value(UINT64_MAX).is_number() && value(UINT64_MAX).is_integer());
    EXPECT_TRUE(value(1.5).is_number() && !value(1.5).is_integer());
    EXPECT_TRUE(value("x").is_string());
    EXPECT_TRUE(value(bytes()).is_bytes());
    value const none;
    EXPECT_FALSE(none.is_bool() || none.is_number() || none.is_integer() || none.is_string() ||
                 none.is_bytes());
}

TEST(value, gives_a_fallback_for_what_does_not_fit) {
    value const settings = object("volume", 70, "name", "x", "loud", nullptr);
    EXPECT_EQ(settings["volume"].value_or(100), 70);
    EXPECT_EQ(settings["pitch"].value_or(100), 100);
    EXPECT_EQ(settings["loud"].value_or(true), true);
    EXPECT_EQ(settings["name"].value_or(5), 5);
    EXPECT_EQ(settings["name"].value_or("nobody"), "x");
    EXPECT_EQ(settings["volume"].value_or("nobody"), "nobody");
    EXPECT_EQ(settings["tags"].value_or(std::vector<int>{1}), std::vector<int>{1});
}

TEST(value, is_an_object_of_pairs) {
    std::vector<std::pair<std::string, value>> const pairs{{"b", 1}, {"a", "x"}, {"b", 2}};
    EXPECT_EQ(object_of(pairs).to_json(), R"({"b":2,"a":"x"})");
    EXPECT_EQ(object_of(std::map<std::string_view, int>{{"z", 1}, {"y", 2}}).to_json(),
              R"({"y":2,"z":1})");
    EXPECT_EQ(object_of(std::vector<std::pair<char const*, bool>>{}).to_json(), "{}");
}

TEST(value, refuses_what_is_not_json) {
    EXPECT_EQ(value::parse("").error(), error::malformed_json);
    EXPECT_EQ(value::parse("[1,]").error(), error::malformed_json);
    EXPECT_EQ(value::parse(std::string(600, '[')).error(), error::nested_too_deep);
}

TEST(value, is_an_argument) {
    EXPECT_EQ(json_of(array(1, object("a", nullptr))), R"([1,{"a":null}])");
    encoded_json const binary = encode_json(array(bytes{std::string_view("x")}));
    EXPECT_EQ(binary.text, R"([{"_placeholder":true,"num":0}])");
    EXPECT_EQ(decode_json<value>(binary.text, binary.attachments).value(),
              array(bytes{std::string_view("x")}));
    using arguments = std::tuple<int, value, raw>;
    auto const absent = decode_json<arguments>("[1]").value();
    EXPECT_TRUE(std::get<value>(absent).is_null());
    EXPECT_EQ(std::get<raw>(absent).text(), "null");
}

TEST(value, writes_binary_as_its_placeholder) {
    EXPECT_EQ(object("a", bytes{std::string_view("x")}).to_json(),
              R"({"a":{"_placeholder":true,"num":0}})");
}

} // namespace
} // namespace socketiota
