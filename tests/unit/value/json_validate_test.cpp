// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>

#include <value/json_validate.hpp>

namespace socketiota {
namespace {

std::string nested(std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); }

TEST(validate_json, limits_depth) {
    EXPECT_FALSE(validate_json(nested(512)).failed());
    EXPECT_EQ(validate_json(nested(513)), error::nested_too_deep);
    EXPECT_FALSE(validate_json("[[1],[2],{\"a\":[]}]", {.depth = 3}).failed());
    EXPECT_EQ(validate_json("[[1],[2],{\"a\":[]}]", {.depth = 2}), error::nested_too_deep);
    EXPECT_FALSE(validate_json("1", {.depth = 0}).failed());
    EXPECT_EQ(validate_json("[]", {.depth = 0}), error::nested_too_deep);
    EXPECT_EQ(validate_json("{}", {.depth = 0}), error::nested_too_deep);
}

TEST(validate_json, never_goes_deeper_than_its_stack) {
    EXPECT_FALSE(validate_json(nested(1024), {.depth = 1'000'000}).failed());
    EXPECT_EQ(validate_json(nested(1025), {.depth = 1'000'000}), error::nested_too_deep);
}

TEST(validate_json, remembers_the_kind_of_each_open_bracket) {
    std::string text;
    std::string closing;
    for (int index = 0; index != 200; ++index) {
        bool const object = index % 3 == 0;
        text += object ? "{\"k\":" : "[";
        closing.insert(0, 1, object ? '}' : ']');
    }
    EXPECT_FALSE(validate_json(text + "1" + closing).failed());
    for (std::size_t index = 0; index != closing.size(); ++index) {
        std::string wrong = closing;
        wrong[index] = wrong[index] == '}' ? ']' : '}';
        EXPECT_EQ(validate_json(text + "1" + wrong), error::malformed_json) << index;
    }
}

TEST(validate_json, refuses_wrong_utf8_in_strings) {
    for (std::string_view const wrong :
         {"\"\x80\"", "\"\xc3\"", "\"\xc0\xaf\"", "\"\xe0\x80\xaf\"", "\"\xed\xa0\x80\"",
          "\"\xf4\x90\x80\x80\"", "\"\xf8\x88\x80\x80\x80\"", "\"\xff\"", "{\"\xe2\x82\":1}"}) {
        EXPECT_EQ(validate_json(wrong), error::malformed_json) << wrong;
        EXPECT_FALSE(validate_json(wrong, {.is_known_utf8 = true}).failed()) << wrong;
    }
    EXPECT_FALSE(validate_json("\"\xe2\x82\xac\xf0\x9f\x98\x80\"").failed());
}

TEST(validate_json, refuses_octets_above_ascii_outside_of_strings) {
    EXPECT_EQ(validate_json("\xc2\xa0"
                            "1"),
              error::malformed_json);
    EXPECT_EQ(validate_json("[1\xc2\xa0]", {.is_known_utf8 = true}), error::malformed_json);
    EXPECT_EQ(validate_json("\xef\xbb\xbf{}"), error::malformed_json);
}

TEST(validate_json, refuses_each_proper_beginning) {
    std::string const text =
        R"([ "two", {"a" : [1, -2.5e+10, true, false, null], "\u20ac\n" : {}}, "x\\" ])";
    ASSERT_FALSE(validate_json(text).failed());
    for (std::size_t size = 0; size != text.size(); ++size) {
        // A copy of that very size, so that a sanitizer sees a step too far.
        auto const cut = std::make_unique<char[]>(size);
        text.copy(cut.get(), size);
        EXPECT_EQ(validate_json({cut.get(), size}), error::malformed_json) << size;
    }
}

TEST(validate_json, agrees_with_itself_at_each_alignment) {
    std::string const text = R"(["a string of some length",{"key of some length":"x"},12345])";
    std::string const wrong = R"(["a string of some length",{"key of some length":"x},12345])";
    for (std::size_t shift = 0; shift != 40; ++shift) {
        std::string const shifted = std::string(shift, ' ') + text;
        std::string const shifted_wrong = std::string(shift, ' ') + wrong;
        EXPECT_FALSE(validate_json(shifted).failed());
        EXPECT_FALSE(validate_json(std::string_view(shifted).substr(shift)).failed());
        EXPECT_TRUE(validate_json(shifted_wrong).failed());
    }
}

struct outline_case {
    std::string_view text;
    value_kind root;
    std::string_view first;
    std::string_view rest;
};

TEST(validate_json, outlines_the_envelope) {
    for (outline_case const& each : {
             outline_case{R"(["e",1,2])", value_kind::array, R"("e")", "1,2]"},
             outline_case{R"(["e"])", value_kind::array, R"("e")", "]"},
             outline_case{R"( [ "e" , 1 ] )", value_kind::array, R"("e")", "1 ] "},
             outline_case{R"( [ "e" ] )", value_kind::array, R"("e")", "] "},
             outline_case{"[]", value_kind::array, "", "]"},
             outline_case{"[ ]", value_kind::array, "", "]"},
             outline_case{"[[],[2]]", value_kind::array, "[]", "[2]]"},
             outline_case{R"([[[1,2],{"a":1,"b":2}],3])", value_kind::array,
                          R"([[1,2],{"a":1,"b":2}])", "3]"},
             outline_case{"[{},1]", value_kind::array, "{}", "1]"},
             outline_case{"[5 ,6,7]", value_kind::array, "5", "6,7]"},
         }) {
        json_outline outline;
        ASSERT_FALSE(validate_json(each.text, {}, outline).failed()) << each.text;
        EXPECT_EQ(outline.root, each.root);
        EXPECT_EQ(each.text.substr(outline.first_begin, outline.first_end - outline.first_begin),
                  each.first)
            << each.text;
        EXPECT_EQ(each.text.substr(outline.rest_begin), each.rest) << each.text;
    }
}

TEST(validate_json, tells_whether_there_are_escapes) {
    auto const has_escapes = [](std::string_view text) {
        json_outline outline;
        EXPECT_FALSE(validate_json(text, {}, outline).failed()) << text;
        return outline.has_escapes;
    };
    EXPECT_FALSE(has_escapes(R"(["e",{"key":"a long string without any"},1])"));
    EXPECT_TRUE(has_escapes(R"(["\u0065"])"));
    EXPECT_TRUE(has_escapes(R"(["e",{"k\\":1}])"));
    EXPECT_TRUE(has_escapes(R"(["e","sixteen characters and a quote \""])"));
}

TEST(validate_json, tells_the_kind_of_the_root) {
    auto const root = [](std::string_view text) {
        json_outline outline;
        EXPECT_FALSE(validate_json(text, {}, outline).failed());
        return outline.root;
    };
    EXPECT_EQ(root(" {}"), value_kind::object);
    EXPECT_EQ(root("\"\""), value_kind::string);
    EXPECT_EQ(root("true"), value_kind::boolean);
    EXPECT_EQ(root("false"), value_kind::boolean);
    EXPECT_EQ(root("null"), value_kind::null);
    EXPECT_EQ(root("-1"), value_kind::floating);
    EXPECT_EQ(root("7"), value_kind::floating);
}

} // namespace
} // namespace socketiota
