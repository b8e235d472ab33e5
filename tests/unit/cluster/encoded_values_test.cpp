// SPDX-License-Identifier: MIT
#include "golden.hpp"

#include <socketiota/arguments.hpp>
#include <socketiota/codec.hpp>

#include <gtest/gtest.h>

#include <array>

#include <cluster/encoded_values.hpp>
#include <value/json_reader.hpp>

namespace socketiota::cluster {
namespace {

using preference = encoded_values::preference;
using encoding = carried_value::encoding;

bytes three_octets() {
    constexpr std::array octets{std::byte{1}, std::byte{2}, std::byte{3}};
    return bytes(octets);
}

TEST(encoded_values, are_json_unless_there_is_binary) {
    arguments const plain{value(1), value("two")};
    auto const text = encoded_values::of_event(
        "e", detail::argument_list{detail::argument_ref(plain)}, preference::json_unless_binary);
    ASSERT_TRUE(text.has_value());
    EXPECT_EQ(text->view().in, encoding::json);
    EXPECT_EQ(text->view().octets, R"(["e",1,"two"])");

    arguments const binary{value(1), value(three_octets())};
    auto const octets = encoded_values::of_event(
        "e", detail::argument_list{detail::argument_ref(binary)}, preference::json_unless_binary);
    ASSERT_TRUE(octets.has_value());
    EXPECT_EQ(octets->view().in, encoding::msgpack);
    EXPECT_EQ(to_hex(octets->view().octets), "93a16501c403010203");
}

TEST(encoded_values, are_msgpack_if_that_is_wanted) {
    int const number = 300;
    auto const octets = encoded_values::of_event(
        "e", detail::argument_list{detail::argument_ref(number)}, preference::msgpack);
    EXPECT_EQ(octets->view().in, encoding::msgpack);
    EXPECT_EQ(to_hex(octets->view().octets), "92a165cd012c");
    EXPECT_EQ(to_hex(encoded_values::of_event("e", {}, preference::msgpack)->view().octets),
              "91a165");
}

TEST(encoded_values, of_an_answer_are_its_first) {
    arguments const two{value("first"), value(2)};
    arguments const none;
    for (auto const wanted : {preference::json_unless_binary, preference::msgpack}) {
        auto const answer =
            encoded_values::of_answer(detail::argument_list{detail::argument_ref(two)}, wanted);
        EXPECT_EQ(answer->view().octets, wanted == preference::msgpack ? "\xA5"
                                                                         "first"
                                                                       : "\"first\"");
        EXPECT_TRUE(
            encoded_values::of_answer(detail::argument_list{detail::argument_ref(none)}, wanted)
                ->view()
                .is_empty());
    }
}

TEST(encoded_values, of_an_answer_of_a_client_are_its_first) {
    json_reader from(R"([{"a":[1,2]},3])");
    ASSERT_TRUE(from.enter_array());
    auto const text = encoded_values::of_answer(from, preference::json_unless_binary);
    EXPECT_EQ(text->view().octets, R"({"a":[1,2]})");

    json_reader again(R"([{"a":[1,2]}])");
    ASSERT_TRUE(again.enter_array());
    EXPECT_EQ(to_hex(encoded_values::of_answer(again, preference::msgpack)->view().octets),
              "81a161920102");

    json_reader nothing("[]");
    ASSERT_TRUE(nothing.enter_array());
    EXPECT_TRUE(encoded_values::of_answer(nothing, preference::msgpack)->view().is_empty());

    std::vector<bytes> const attachments{three_octets()};
    std::vector<json_placeholder> placeholders;
    constexpr std::string_view binary = R"([{"_placeholder":true,"num":0}])";
    ASSERT_FALSE(find_json_placeholders(binary, 1, placeholders).failed());
    json_reader with_binary(binary, attachments, placeholders);
    ASSERT_TRUE(with_binary.enter_array());
    auto const octets = encoded_values::of_answer(with_binary, preference::json_unless_binary);
    EXPECT_EQ(to_hex(octets->view().octets), "c403010203");
}

TEST(encoded_values, say_what_fails) {
    auto const too_deep = [](writer& to) {
        for (int depth = 0; depth != 600; ++depth)
            to.begin_array(1);
    };
    auto const failed = encoded_values::of_value(too_deep, preference::json_unless_binary);
    ASSERT_TRUE(failed.has_error());
    EXPECT_EQ(failed.error(), make_error_code(error::nested_too_deep));
}

} // namespace
} // namespace socketiota::cluster
