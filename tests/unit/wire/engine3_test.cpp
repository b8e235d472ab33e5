// SPDX-License-Identifier: MIT
#include "engine3_vectors.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include <wire/base64.hpp>
#include <wire/engine3_packet.hpp>
#include <wire/engine3_payload.hpp>

namespace socketiota::wire {
namespace {

using namespace std::string_literals;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::string_view octets_mark = " octets";

std::span<std::byte const> octets_of(std::string_view text) {
    return std::as_bytes(std::span(text.data(), text.size()));
}

std::string hex_of(std::span<std::byte const> octets) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (std::byte const octet : octets) {
        text += digits[std::to_integer<std::size_t>(octet >> 4)];
        text += digits[std::to_integer<std::size_t>(octet & std::byte{15})];
    }
    return text;
}

std::string told(engine_packet const& packet) {
    std::string text(1, to_digit(packet.type));
    if (packet.form == packet_form::text)
        return text.append(" ").append(packet.data);
    text += octets_mark;
    if (packet.form == packet_form::octets)
        return text + hex_of(octets_of(packet.data));
    std::vector<std::byte> data(base64_decoded_size(packet.data));
    EXPECT_EQ(decode_base64(packet.data, data.data()), data.size());
    return text + hex_of(data);
}

template <class Reader>
std::vector<std::string> read_all(Reader reader) {
    std::vector<std::string> packets;
    for (;;) {
        payload_event const event = reader.next();
        if (event.type == payload_event::kind::packet) {
            packets.push_back(told(event.packet));
            continue;
        }
        if (event.type == payload_event::kind::error)
            packets.push_back("error");
        EXPECT_EQ(reader.next().type, event.type);
        return packets;
    }
}

std::vector<std::string> in_text(std::string_view payload) {
    return read_all(engine3_payload_reader(payload));
}

std::vector<std::string> in_octets(std::string_view payload) {
    return read_all(engine3_binary_payload_reader(octets_of(payload)));
}

/// The octets of a packet that `told` has described; nothing of one with text.
std::optional<std::string> octets_told(std::string_view description) {
    std::string_view const data = description.substr(1);
    if (!data.starts_with(octets_mark))
        return std::nullopt;
    std::string octets;
    for (std::size_t at = octets_mark.size(); at < data.size(); at += 2)
        octets += static_cast<char>(std::stoi(std::string(data.substr(at, 2)), nullptr, 16));
    return octets;
}

std::string text_told(std::string_view description) {
    return std::string(1, description.front()).append(description.substr(2));
}

TEST(engine3_packet, knows_seven_types_and_base64_of_messages) {
    for (char digit = '0'; digit <= '6'; ++digit) {
        std::string const text = digit + "data"s;
        auto const packet = decode_engine3_packet(text);
        ASSERT_TRUE(packet);
        EXPECT_EQ(told(*packet), digit + " data"s);
    }
    auto const octets = decode_engine3_packet("b4AQID");
    ASSERT_TRUE(octets);
    EXPECT_EQ(told(*octets), "4 octets010203");
    for (std::string_view const wrong : {"", "7", "/", "a", "b", "b2AQ", "b7AQ", "bAQID", " 4"})
        EXPECT_FALSE(decode_engine3_packet(wrong)) << wrong;
}

TEST(engine3_packet, takes_octets_as_messages_only) {
    auto const message = decode_engine3_binary_packet(octets_of("\4\1\2"));
    ASSERT_TRUE(message);
    EXPECT_EQ(told(*message), "4 octets0102");
    for (std::string_view const wrong : {""s, "\2"s, "\0"s, "4"s, "\xff\1"s})
        EXPECT_FALSE(decode_engine3_binary_packet(octets_of(wrong)));
}

TEST(engine3_payload, agrees_with_the_official_decoder) {
    for (auto const& vector : engine3_decodings) {
        std::vector<std::string> const expected(vector.packets.begin(), vector.packets.end());
        EXPECT_EQ(in_text(vector.payload), expected) << vector.payload;
    }
}

TEST(engine3_payload, writes_what_the_official_encoder_writes) {
    for (auto const& vector : engine3_encodings) {
        base::output_buffer text;
        base::output_buffer octets;
        for (std::string_view const packet : vector.packets) {
            if (auto const data = octets_told(packet)) {
                append_engine3_base64(text, octets_of(*data));
                append_engine3_binary(octets, octets_of(*data));
            } else {
                append_engine3_text(text, text_told(packet));
                append_engine3_binary_text(octets, text_told(packet));
            }
        }
        EXPECT_EQ(text.view(), vector.as_text);
        std::vector<std::string> const expected(vector.packets.begin(), vector.packets.end());
        EXPECT_EQ(in_text(text.view()), expected);
        EXPECT_EQ(in_octets(octets.view()), expected);
        if (!vector.as_octets.empty()) {
            EXPECT_EQ(octets.view(), vector.as_octets);
        }
    }
}

TEST(engine3_payload, counts_in_units_of_utf16) {
    EXPECT_THAT(in_text("2:4\xe2\x82\xac"), ElementsAre("4 \xe2\x82\xac"));
    EXPECT_THAT(in_text("4:4\xe2\x82\xac"), ElementsAre("error"));
    EXPECT_THAT(in_text("3:4\xf0\x9f\x98\x80"
                        "1:6"),
                ElementsAre("4 \xf0\x9f\x98\x80", "6 "));
    // Half of a pair of surrogates is no character; the official decoder would give it out.
    EXPECT_THAT(in_text("2:4\xf0\x9f\x98\x80"), ElementsAre("error"));
}

TEST(engine3_payload, takes_only_digits_for_a_length) {
    // All of these are numbers to JavaScript, and taken by the official decoder.
    for (std::string_view const wrong : {"1e0:4", "+1:4", " 1:4", "1 :4", "0x1:4", "1.0:4", "-0:"})
        EXPECT_THAT(in_text(wrong), ElementsAre("error")) << wrong;
    EXPECT_THAT(in_text("0001:4"), ElementsAre("4 "));
}

TEST(engine3_payload, ends_at_a_length_that_lies) {
    for (std::string_view const wrong :
         {"2:4", "5:4abc", "18446744073709551617:4", "18446744073709551616:",
          "99999999999999999999999999999999999999:4", "1", "1234567890", ":", ":4", "4:"})
        EXPECT_THAT(in_text(wrong), ElementsAre("error")) << wrong;
    EXPECT_THAT(in_text("1:2:3"), ElementsAre("2 ", "error"));
}

TEST(engine3_binary_payload, reads_both_kinds) {
    EXPECT_THAT(in_octets("\0\6\xff"
                          "4hello\1\5\xff\4\1\2\3\4"s),
                ElementsAre("4 hello", "4 octets01020304"));
    EXPECT_THAT(in_octets("\0\1\1\xff"
                          "4012345678\xc3\xa4"s.substr(0, 15)),
                ElementsAre("error"));
    EXPECT_THAT(in_octets("\0\1\2\xff"
                          "4012345678\xc3\xa4"s),
                ElementsAre("4 012345678\xc3\xa4"));
    EXPECT_THAT(in_octets(""), IsEmpty());
}

TEST(engine3_binary_payload, ends_at_what_is_no_packet) {
    for (std::string const& wrong : {
             "\2\1\xff"
             "4"s, // neither text nor binary
             "\0\xff"
             "4"s, // no length
             "\0\1"
             "4"s,    // a length without end
             "\0\1"s, // the same
             "\0"s,   // nothing of it
             "\0\2\xff"
             "4"s, // more than there is
             "\0\x0a\xff"
             "4"s,          // no digit
             "\0\xff"s,     // the length is missing
             "\0\0\xff"s,   // text without a type
             "\1\0\xff"s,   // binary without a type
             "\1\1\xff\2"s, // binary of another type than message
             "\0\1\xff"
             "7"s, // an unknown type
             "\0\2\xff"
             "4\xc3"s, // half of a character
             "\0\4\xff"
             "4\xed\xa0\x80"s, // half of a pair of surrogates
         })
        EXPECT_THAT(in_octets(wrong), ElementsAre("error")) << hex_of(octets_of(wrong));
    std::string const long_length = "\1"s + std::string(400, '\x09') + "\xff\4";
    EXPECT_THAT(in_octets(long_length), ElementsAre("error"));
}

} // namespace
} // namespace socketiota::wire
