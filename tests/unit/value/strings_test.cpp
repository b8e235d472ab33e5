// SPDX-License-Identifier: MIT
#include "json_support.hpp"

#include <gtest/gtest.h>

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace socketiota {
namespace {

using namespace std::string_view_literals;

TEST(codec_of_strings, round_trips) {
    EXPECT_EQ(json_of(std::string("a\"b")), R"("a\"b")");
    EXPECT_EQ(json_of("view"sv), R"("view")");
    EXPECT_EQ(json_of("literal"), R"("literal")");
    EXPECT_EQ(decode_json<std::string>(R"("a\u0000b")").value(), "a\0b"sv);
    EXPECT_EQ(error_of<std::string>("1"), error::arguments_do_not_fit);
    EXPECT_EQ(error_of<std::string>("null"), error::arguments_do_not_fit);
}

TEST(codec_of_strings, sends_characters_up_to_the_first_nul) {
    char buffer[8] = "abc";
    EXPECT_EQ(json_of(buffer), R"("abc")");
    char full[3] = {'x', 'y', 'z'};
    EXPECT_EQ(json_of(full), R"("xyz")");
    char const* const pointer = "pointer";
    EXPECT_EQ(json_of(pointer), R"("pointer")");
    EXPECT_EQ(json_of(static_cast<char const*>(nullptr)), "null");
    EXPECT_EQ(json_of(static_cast<char*>(buffer)), R"("abc")");
}

TEST(codec_of_strings, shares_binary) {
    bytes const octets{"octets"sv};
    encoded_json const encoded = encode_json(octets);
    EXPECT_EQ(encoded.text, R"({"_placeholder":true,"num":0})");
    EXPECT_EQ(encoded.attachments.at(0).data(), octets.data());
    EXPECT_EQ(decode_json<bytes>(encoded.text, encoded.attachments).value().data(), octets.data());
    EXPECT_EQ(error_of<bytes>("[1]"), error::arguments_do_not_fit);
    EXPECT_EQ(error_of<bytes>("\"x\""), error::arguments_do_not_fit);
}

TEST(codec_of_strings, takes_octets_for_binary_not_for_numbers) {
    std::vector<std::byte> const octets{std::byte{1}, std::byte{2}};
    encoded_json const encoded = encode_json(octets);
    EXPECT_EQ(encoded.attachments.at(0).view()[1], std::byte{2});
    EXPECT_EQ(decode_json<std::vector<std::byte>>(encoded.text, encoded.attachments).value(),
              octets);
    EXPECT_EQ(encode_json(std::span<std::byte const>(octets)).attachments.size(), 1U);
    auto changing = octets;
    EXPECT_EQ(encode_json(std::span<std::byte>(changing)).attachments.size(), 1U);
    EXPECT_EQ(error_of<std::vector<std::byte>>("[1,2]"), error::arguments_do_not_fit);

    using pair = std::array<std::byte, 2>;
    using triple = std::array<std::byte, 3>;
    EXPECT_EQ(decode_json<pair>(encoded.text, encoded.attachments).value(),
              (pair{std::byte{1}, std::byte{2}}));
    EXPECT_EQ(error_of<triple>(encoded.text, encoded.attachments), error::arguments_do_not_fit);
    EXPECT_EQ(encode_json(pair{}).attachments.at(0).size(), 2U);
}

TEST(codec_of_strings, views_binary_in_the_packet) {
    reading from(R"({"_placeholder":true,"num":0})", {bytes{"octets"sv}});
    std::span<std::byte const> view;
    ASSERT_TRUE(decode(from.reader, view));
    EXPECT_EQ(view.data(), from.attachments[0].data());
}

static_assert(decodable<std::string_view> && !decodable<char const*> && !decodable<char[4]>);
static_assert(!encodable<std::wstring> && !encodable<std::vector<char>>);

} // namespace
} // namespace socketiota
