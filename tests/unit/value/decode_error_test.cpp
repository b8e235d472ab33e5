// SPDX-License-Identifier: MIT
#include "json_support.hpp"

#include <socketiota/raw.hpp>
#include <socketiota/value.hpp>

#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

#include <value/decode_sentence.hpp>
#include <value/error_path.hpp>
#include <value/json_reader.hpp>

namespace socketiota {
namespace {

struct player {
    std::string name{};
    int age = 0;
};

struct game {
    std::vector<player> players{};
    std::optional<player> winner{};
};

/// A codec of a program, which says what it wants or does not.
struct colour {
    std::string name{};
};

struct mood {};

/// What does not like an object after having read all of it.
struct limits {};

} // namespace

template <>
struct codec<colour> {
    static bool decode(reader& from, colour& into) {
        return codec<std::string>::decode(from, into.name) &&
               (into.name == "red" || from.fail(error::arguments_do_not_fit, "a colour"));
    }
};

template <>
struct codec<limits> {
    static bool decode(reader& from, limits&) {
        std::map<std::string, int> members;
        return socketiota::decode(from, members) &&
               from.fail(error::arguments_do_not_fit, "limits in order");
    }
};

template <>
struct codec<mood> {
    static bool decode(reader& from, mood&) { return from.skip() && false; }
};

namespace {

/// The sentence is the same from text, from a tree of values.
template <class T>
std::string sentence_of(std::string const& json) {
    raw const text = raw::parse(json).value();
    auto const wrong = text.to<T>();
    EXPECT_TRUE(wrong.has_error()) << json;
    if (!wrong.has_error())
        return "";
    std::string const sentence = wrong.error().message();
    auto const tree = value::parse(json).value().to<T>();
    EXPECT_EQ(tree.error().message(), sentence);
    EXPECT_EQ(tree.error(), wrong.error());
    T read{};
    decode_error const from_text = detail::decode_from_json(
        json, [](reader& from, void* target) { return decode(from, *static_cast<T*>(target)); },
        &read);
    EXPECT_EQ(from_text.message(), sentence);
    return sentence;
}

TEST(decode_error, names_the_member) {
    EXPECT_EQ(sentence_of<player>(R"({"name":"a","age":"old"})"),
              R"(member "age" is a string, expected a whole number)");
    EXPECT_EQ(sentence_of<player>(R"({"name":null,"age":1})"),
              R"(member "name" is null, expected a string)");
    EXPECT_EQ(sentence_of<player>(R"({"age":2.5,"name":"a"})"),
              R"(member "age" is a number with a fraction, expected a whole number)");
    EXPECT_EQ(sentence_of<player>(R"({"age" : 1e10 , "name":"a"})"),
              R"(member "age" is a number out of range)");
    EXPECT_EQ(sentence_of<player>(R"({"name":"a"})"), R"(member "age" is missing)");
    EXPECT_EQ(sentence_of<player>("{}"), R"(member "name" is missing)");
}

TEST(decode_error, names_the_way_to_it) {
    std::string const ok = R"({"name":"a","age":1})";
    EXPECT_EQ(sentence_of<game>(R"({"players":[)" + ok + "," + ok + R"(,{"name":"b","age":[]}]})"),
              R"(member "players"[2]."age" is an array, expected a whole number)");
    EXPECT_EQ(sentence_of<game>(R"({"x":[[{}]],"players":[],"winner":{"name":"c","y":[1]}})"),
              R"(member "winner"."age" is missing)");
    EXPECT_EQ(sentence_of<std::vector<int>>("[1, [2]]"),
              "element [1] is an array, expected a whole number");
    EXPECT_EQ((sentence_of<std::map<std::string, bool>>(R"({"a b":1})")),
              R"(member "a b" is a whole number, expected true or false)");
    using point = std::tuple<int, int>;
    EXPECT_EQ(sentence_of<std::vector<point>>("[[1,2],[3]]"), "element [1] has too few elements");
    using three = std::array<int, 3>;
    EXPECT_EQ((sentence_of<std::map<std::string, three>>(R"({"a":[1,2]})")),
              R"(member "a" is an array, expected an array with another number of elements)");
    EXPECT_EQ((sentence_of<std::vector<std::variant<bool, std::string>>>("[true,{}]")),
              "element [1] is an object, expected true or false or a string");
}

TEST(decode_error, speaks_of_the_value_itself) {
    EXPECT_EQ(sentence_of<player>("[]"), "the value is an array, expected an object");
    EXPECT_EQ(sentence_of<bool>("0"), "the value is a whole number, expected true or false");
    EXPECT_EQ(sentence_of<std::uint8_t>("256"), "the value is a number out of range");
    EXPECT_EQ(sentence_of<bytes>(R"("x")"), "the value is a string, expected binary");
}

TEST(decode_error, says_what_a_codec_wants) {
    EXPECT_EQ(sentence_of<std::vector<colour>>(R"(["red","blue"])"),
              "element [1] is a string, expected a colour");
    EXPECT_EQ(sentence_of<limits>(R"({"a":1})"),
              "the value is an object, expected limits in order");
    EXPECT_EQ(sentence_of<std::vector<limits>>(R"([{"a":1}, 7])"),
              "element [0] is an object, expected limits in order");
    EXPECT_EQ(sentence_of<std::vector<mood>>("[1]"), "element [0] does not have the expected form");
    EXPECT_EQ(sentence_of<mood>("{}"), "the value does not have the expected form");
}

/// Of the event `["x", <arguments>]`, whose argument 0 is a `T`.
template <class T>
std::string refusal_of(std::string const& arguments) {
    std::string const text = R"(["x",)" + arguments + "]";
    json_reader from(text);
    from.seek_element(5);
    T into{};
    EXPECT_TRUE(from.next_element());
    EXPECT_FALSE(decode(from, into));
    return argument_sentence(0, detail::accepted_kinds<T>(), true, from);
}

TEST(decode_error, names_the_argument_and_the_place_inside) {
    EXPECT_EQ(refusal_of<player>(R"({"name":"a","age":"old"},7)"),
              R"(argument 1: member "age" is a string, expected a whole number)");
    EXPECT_EQ(refusal_of<player>(R"({"name":"a"})"), R"(argument 1: member "age" is missing)");
    EXPECT_EQ(refusal_of<game>(R"({"players":[{"name":1}]})"),
              R"(argument 1: member "players"[0]."name" is a whole number, expected a string)");
    EXPECT_EQ(refusal_of<std::vector<int>>("[1,true]"),
              "argument 1: element [1] is true or false, expected a whole number");
    EXPECT_EQ(refusal_of<player>("null"), "argument 1 is null, expected an object");
    EXPECT_EQ(refusal_of<std::optional<int>>("[]"),
              "argument 1 is an array, expected a whole number or null");
    EXPECT_EQ((refusal_of<std::tuple<int, int>>("[1]")), "argument 1 has too few elements");
    EXPECT_EQ(refusal_of<std::int8_t>("1000"), "argument 1 is a number out of range");
}

TEST(decode_error, escapes_and_cuts_what_comes_from_the_other_side) {
    using map = std::map<std::string, int>;
    EXPECT_EQ(sentence_of<map>(R"({"a\r\n\"\\\u001b\u0085\u202eb":"x"})"),
              R"(member "a\u000d\u000a\"\\\u001b\u0085\u202eb" is a string, )"
              "expected a whole number");
    EXPECT_EQ(sentence_of<map>(R"({"\ud83d\ude00":"x"})"),
              R"(member "\ud83d\ude00" is a string, expected a whole number)");
    EXPECT_EQ(sentence_of<map>("{\"" + std::string(100'000, 'k') + "\":[]}"),
              "member \"" + std::string(40, 'k') + "...\" is an array, expected a whole number");
    std::string name;
    append_name(name, "\xff\xed\xa0\x80");
    EXPECT_EQ(name, R"("\ufffd\ud800")");
    error_path path(100);
    for (std::size_t step = 0; step != 100; ++step)
        path.add_element(step);
    EXPECT_EQ(path.take(), "[0][1][2][3]...[96][97][98][99]");
}

TEST(decode_error, is_an_error_code) {
    auto const wrong = value::parse(R"({"name":"a"})").value().to<player>();
    EXPECT_EQ(wrong.error(), error::argument_missing);
    EXPECT_EQ(wrong.error(), condition::bad_arguments);
    error_code const code = wrong.error();
    EXPECT_EQ(code, error::argument_missing);
    result<player> const plain = wrong;
    EXPECT_EQ(plain.error(), error::argument_missing);
    try {
        static_cast<void>(wrong.value());
        FAIL();
    } catch (boost::system::system_error const& failure) {
        EXPECT_EQ(failure.code(), error::argument_missing);
        EXPECT_TRUE(std::string(failure.what()).starts_with(R"(member "age" is missing)"));
    }
    EXPECT_EQ(decode_error().message(), error_code().message());
}

} // namespace
} // namespace socketiota
