// SPDX-License-Identifier: MIT
#include "official_vectors.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include <wire/base64.hpp>

namespace socketiota::wire {
namespace {

std::string encoded(std::string_view data) {
    std::string text(base64_encoded_size(data.size()), '\0');
    char* const end =
        encode_base64(std::as_bytes(std::span(data.data(), data.size())), text.data());
    EXPECT_EQ(end, text.data() + text.size());
    return text;
}

std::string decoded(std::string_view text) {
    // Room of the exact size, so that a sanitizer sees a write beyond it.
    std::vector<std::byte> room(base64_decoded_size(text));
    EXPECT_LE(room.size(), max_base64_decoded_size(text.size()));
    EXPECT_EQ(decode_base64(text, room.data()), room.size()) << text;
    return {reinterpret_cast<char const*>(room.data()), room.size()};
}

TEST(base64, encodes_the_examples_of_rfc_4648_10) {
    EXPECT_EQ(encoded(""), "");
    EXPECT_EQ(encoded("f"), "Zg==");
    EXPECT_EQ(encoded("fo"), "Zm8=");
    EXPECT_EQ(encoded("foo"), "Zm9v");
    EXPECT_EQ(encoded("foob"), "Zm9vYg==");
    EXPECT_EQ(encoded("fooba"), "Zm9vYmE=");
    EXPECT_EQ(encoded("foobar"), "Zm9vYmFy");
    EXPECT_EQ(encoded("\xFB\xFF\xBF"), "+/+/");
}

TEST(base64, decodes_what_it_encodes) {
    std::string data;
    for (int size = 0; size < 300; ++size) {
        EXPECT_EQ(decoded(encoded(data)), data);
        data.push_back(static_cast<char>(static_cast<unsigned char>(size * 37)));
    }
}

TEST(base64, decodes_as_leniently_as_the_official_server) {
    for (auto const& vector : official_base64)
        EXPECT_EQ(decoded(vector.text), vector.data) << vector.text;
}

TEST(base64, decodes_in_place) {
    std::string text = "Zm9v$Ym Fy_w";
    auto* const place = reinterpret_cast<std::byte*>(text.data());
    std::size_t const size = decode_base64(text, place);
    EXPECT_EQ(text.substr(0, size), "foobar\xFF");
}

} // namespace
} // namespace socketiota::wire
