// SPDX-License-Identifier: MIT
#include <socketiota/json_parser.hpp>

#include <gtest/gtest.h>

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace socketiota {
namespace {

result<std::optional<parsed_packet>> decode_with(packet_parser::decoder& decoder,
                                                 encoded_packet const& sent) {
    auto read = decoder.on_text(sent.text);
    for (bytes const& each : sent.binary)
        read = decoder.on_binary(each.view());
    return read;
}

TEST(json_parser, reads_what_it_writes) {
    auto const decoder = json_parser()->make_decoder();
    for (parsed_packet const& given : {
             parsed_packet{.kind = packet_kind::connect, .data = object("token", "a")},
             parsed_packet{.kind = packet_kind::connect, .nsp = "/chat"},
             parsed_packet{.kind = packet_kind::event, .data = array("hello", 1, nullptr)},
             parsed_packet{.kind = packet_kind::event,
             .nsp = "/chat",
             .id = 12,
             .data = array("a", bytes("\x01"), object("b", bytes("\x02")))},
             parsed_packet{.kind = packet_kind::ack, .id = 300, .data = value::empty_array()},
             parsed_packet{.kind = packet_kind::ack, .id = 1, .data = array(bytes("x"))},
             parsed_packet{.kind = packet_kind::disconnect, .nsp = "/chat"},
             parsed_packet{.kind = packet_kind::connect_error, .data = object("message", "no")},
         }) {
        auto const sent = json_parser()->encode(given);
        ASSERT_TRUE(sent);
        auto const read = decode_with(*decoder, *sent);
        ASSERT_TRUE(read && *read) << sent->text;
        EXPECT_EQ((*read)->kind, given.kind);
        EXPECT_EQ((*read)->nsp, given.nsp);
        EXPECT_EQ((*read)->id, given.id);
        EXPECT_EQ((*read)->data, given.data) << (*read)->data.to_json();
    }
}

TEST(json_parser, writes_what_the_protocol_says) {
    auto const sent = json_parser()->encode(
        {.kind = packet_kind::event, .nsp = "/chat", .id = 7, .data = array("a", bytes("\x01"))});
    ASSERT_TRUE(sent);
    EXPECT_EQ(sent->text, R"(51-/chat,7["a",{"_placeholder":true,"num":0}])");
    ASSERT_EQ(sent->binary.size(), 1U);
    EXPECT_EQ(sent->binary[0].as_text(), "\x01");
}

TEST(json_parser, says_what_is_wrong) {
    auto const error_of = [](std::string_view text) {
        return json_parser()->make_decoder()->on_text(text).error();
    };
    EXPECT_EQ(error_of("2[\"a\""), error::malformed_json);
    auto const decoder = json_parser()->make_decoder();
    EXPECT_FALSE(decoder->on_text("51-[\"a\",{\"_placeholder\":true,\"num\":1}]")->has_value());
    EXPECT_EQ(decoder->on_binary({}).error(), error::illegal_attachment);
    EXPECT_EQ(error_of("511-[\"a\"]"), error::too_many_attachments);
    EXPECT_EQ(error_of("9"), boost::system::errc::bad_message);
}

TEST(json_parser, is_no_msgpack) {
    auto const decoder = json_parser()->make_decoder();
    std::string_view const octets = "\x82\xa4type";
    auto const read = decoder->on_binary(std::as_bytes(std::span(octets)));
    EXPECT_EQ(read.error(), boost::system::errc::bad_message);
}

} // namespace
} // namespace socketiota
