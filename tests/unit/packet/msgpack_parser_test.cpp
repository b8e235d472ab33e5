// SPDX-License-Identifier: MIT
#include <socketiota/msgpack_parser.hpp>

#include <gtest/gtest.h>

#include <span>
#include <string>
#include <string_view>

namespace socketiota {
namespace {

using namespace std::string_view_literals;

result<std::optional<parsed_packet>> decode_binary(std::string_view octets) {
    return msgpack_parser()->make_decoder()->on_binary(std::as_bytes(std::span(octets)));
}

result<std::optional<parsed_packet>> decode_text(std::string_view text) {
    return msgpack_parser()->make_decoder()->on_text(text);
}

TEST(msgpack_parser, reads_what_it_writes) {
    parsed_packet const given{.kind = packet_kind::ack,
                              .nsp = "/chat",
                              .id = 300,
                              .data = array("ok", bytes("\x01\x02"), nullptr)};
    auto const made = msgpack_parser()->encode(given);
    ASSERT_TRUE(made);
    EXPECT_EQ(made->text, "");
    ASSERT_EQ(made->binary.size(), 1U);
    auto const read = decode_binary(made->binary[0].as_text());
    ASSERT_TRUE(read && *read);
    EXPECT_EQ((*read)->kind, given.kind);
    EXPECT_EQ((*read)->nsp, given.nsp);
    EXPECT_EQ((*read)->id, given.id);
    EXPECT_EQ((*read)->data, given.data);
}

TEST(msgpack_parser, leaves_out_data_that_is_not_there) {
    auto const made = msgpack_parser()->encode({.kind = packet_kind::connect});
    ASSERT_TRUE(made);
    EXPECT_EQ(made->binary.at(0).as_text(), "\x82\xa4type\0\xa3nsp\xa1/"sv);
}

TEST(msgpack_parser, takes_the_numbers_and_texts_of_version_2) {
    auto const event = decode_binary("\x83\xa4type\x05\xa3nsp\xa1/\xa4"
                                     "data\x91\xa1"
                                     "a"sv);
    ASSERT_TRUE(event && *event);
    EXPECT_EQ((*event)->kind, packet_kind::event);
    auto const ack = decode_binary("\x84\xa4type\x06\xa3nsp\xa1/\xa4"
                                   "data\x90\xa2id\x07"sv);
    ASSERT_TRUE(ack && *ack);
    EXPECT_EQ((*ack)->kind, packet_kind::ack);
    EXPECT_EQ((*ack)->id, 7U);
    auto const connect = decode_text(R"({"type":0,"nsp":"/chat?token=a"})");
    ASSERT_TRUE(connect && *connect);
    EXPECT_EQ((*connect)->kind, packet_kind::connect);
    EXPECT_EQ((*connect)->nsp, "/chat?token=a");
}

TEST(msgpack_parser, refuses_what_is_no_packet) {
    for (std::string_view const octets : {
             ""sv, "\xc1"sv, "\x01"sv,
             "\x90"sv,                                   // an array
             "\x81\xa3nsp\xa1/"sv,                       // no type
             "\x81\xa4type\0"sv,                         // no namespace
             "\x82\xa4type\x07\xa3nsp\xa1/"sv,           // a type that is none
             "\x82\xa4type\xff\xa3nsp\xa1/"sv,           // a negative one
             "\x82\xa4type\0\xa3nsp\x01"sv,              // a namespace that is no text
             "\x83\xa4type\x03\xa3nsp\xa1/\xa2id\xff"sv, // a negative id
             "\x82\xa4type\0\xa3nsp\xa1/\0"sv,           // something behind it
         })
        EXPECT_FALSE(decode_binary(octets)) << octets;
    for (std::string_view const text :
         {"", "2", "{}", R"({"type":"0","nsp":"/"})", R"({"type":0})"})
        EXPECT_FALSE(decode_text(text)) << text;
    EXPECT_FALSE(decode_binary(std::string(300, '\x91') + '\0')) << "too deep";
}

} // namespace
} // namespace socketiota
