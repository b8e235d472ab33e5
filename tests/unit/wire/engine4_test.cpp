// SPDX-License-Identifier: MIT
#include "official_vectors.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include <wire/base64.hpp>
#include <wire/engine4_packet.hpp>
#include <wire/engine4_payload.hpp>

namespace socketiota::wire {
namespace {

using testing::ElementsAre;

std::span<std::byte const> as_octets(std::string_view text) {
    return std::as_bytes(std::span(text.data(), text.size()));
}

std::string describe(engine_packet const& packet) {
    std::string text(1, to_digit(packet.type));
    if (packet.form == packet_form::text)
        return text.append(" ").append(packet.data);
    std::vector<std::byte> data(base64_decoded_size(packet.data));
    EXPECT_EQ(decode_base64(packet.data, data.data()), data.size());
    text += " octets";
    constexpr std::string_view digits = "0123456789abcdef";
    for (std::byte const octet : data) {
        text += digits[std::to_integer<std::size_t>(octet >> 4)];
        text += digits[std::to_integer<std::size_t>(octet & std::byte{15})];
    }
    return text;
}

std::vector<std::string> packets_in(std::string_view payload) {
    std::vector<std::string> packets;
    engine4_payload_reader reader(payload);
    for (;;) {
        payload_event const event = reader.next();
        if (event.type == payload_event::kind::packet) {
            packets.push_back(describe(event.packet));
            continue;
        }
        if (event.type == payload_event::kind::error)
            packets.push_back("error");
        EXPECT_EQ(reader.next().type, event.type);
        return packets;
    }
}

TEST(engine4_packet, knows_seven_types) {
    for (char digit = '0'; digit <= '6'; ++digit) {
        std::string const text = std::string(1, digit) + "data";
        auto const packet = decode_engine4_packet(text);
        ASSERT_TRUE(packet);
        EXPECT_EQ(to_digit(packet->type), digit);
        EXPECT_EQ(packet->data, "data");
        EXPECT_EQ(packet->form, packet_form::text);
    }
    for (char const wrong : {'7', '/', 'a', 'B', ' ', '\0'})
        EXPECT_FALSE(decode_engine4_packet(std::string(1, wrong)));
    EXPECT_FALSE(decode_engine4_packet(""));
}

TEST(engine4_packet, writes_packets) {
    base::output_buffer output;
    append_engine4_packet(output, engine_packet_type::message, "hello");
    append_engine4_packet(output, engine_packet_type::ping);
    append_engine4_binary(output, as_octets("\x01\x02\x03\x04"));
    append_engine4_binary(output, {});
    EXPECT_EQ(output.view(), "4hello2bAQIDBA==b");
    for (std::size_t size = 0; size < 10; ++size) {
        output.clear();
        append_engine4_binary(output, as_octets(std::string(size, 'x')));
        EXPECT_EQ(output.size(), engine4_binary_size(size));
    }
}

TEST(engine4_payload, joins_and_splits) {
    base::output_buffer output;
    output.append("before");
    engine4_payload_writer writer(output);
    EXPECT_EQ(writer.size(), 0U);
    writer.add(engine_packet_type::message, "hello");
    writer.add_binary(as_octets("\x01\x02\x03\x04"));
    writer.add(engine_packet_type::noop);
    writer.add_encoded("4raw");
    EXPECT_EQ(output.view(), "before4hello\x1e"
                             "bAQIDBA==\x1e"
                             "6\x1e"
                             "4raw");
    EXPECT_EQ(writer.size(), output.size() - 6);
    EXPECT_THAT(packets_in(output.view().substr(6)),
                ElementsAre("4 hello", "4 octets01020304", "6 ", "4 raw"));
}

TEST(engine4_payload, stops_at_the_first_error) {
    EXPECT_THAT(packets_in(""), ElementsAre("error"));
    EXPECT_THAT(packets_in("abc"), ElementsAre("error"));
    EXPECT_THAT(packets_in("4a\x1e"), ElementsAre("4 a", "error"));
    EXPECT_THAT(packets_in("4a\x1e\x1e"
                           "4b"),
                ElementsAre("4 a", "error"));
    EXPECT_THAT(packets_in("\x1e"
                           "4a"),
                ElementsAre("error"));
}

TEST(engine4_payload, agrees_with_the_official_decoder) {
    for (auto const& vector : official_payloads) {
        std::vector<std::string> const expected(vector.packets.begin(), vector.packets.end());
        EXPECT_EQ(packets_in(vector.payload), expected) << vector.payload;
    }
}

} // namespace
} // namespace socketiota::wire
