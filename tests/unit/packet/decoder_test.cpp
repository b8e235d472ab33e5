// SPDX-License-Identifier: MIT
#include <socketiota/value.hpp>

#include <gtest/gtest.h>

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <packet/arguments_reader.hpp>
#include <packet/decoder.hpp>

namespace socketiota::packet {
namespace {

using outcome = decoder::outcome;

std::span<std::byte const> octets(std::string_view text) {
    return std::as_bytes(std::span<char const>(text.data(), text.size()));
}

class packet_decoder : public testing::Test {
protected:
    packet_error refusal_of(std::string_view text) {
        decoder fresh(limits);
        incoming_packet ignored;
        return fresh.on_text(text, ignored) == outcome::error ? fresh.error() : packet_error::none;
    }

    std::vector<value> arguments() {
        arguments_reader opened;
        reader& from = opened.open(packet);
        std::vector<value> all;
        while (from.next_element())
            EXPECT_TRUE(decode(from, all.emplace_back()));
        return all;
    }

    decoder_limits limits;
    decoder decode_{limits};
    incoming_packet packet;
};

TEST_F(packet_decoder, gives_out_an_event_where_it_was_received) {
    std::string const text = "2/chat,7[\"say\",\"hi\",{\"a\":[1,2]}]";
    ASSERT_EQ(decode_.on_text(text, packet), outcome::packet);
    EXPECT_EQ(packet.type, packet_type::event);
    EXPECT_EQ(packet.nsp, "/chat");
    EXPECT_EQ(packet.id, 7U);
    EXPECT_EQ(packet.event_name, "say");
    EXPECT_EQ(packet.data.data(), text.data() + 8);
    EXPECT_EQ(arguments(), (std::vector<value>{"hi", object("a", array(1, 2))}));
}

TEST_F(packet_decoder, takes_anything_for_a_refusal_where_it_is_told_to) {
    for (std::string_view const text : {"4[401,\"bad token\"]", "4/chat,true", "40.5"})
        EXPECT_EQ(refusal_of(text), packet_error::invalid_payload);
    limits.any_refusal = true;
    for (std::string_view const text :
         {"4[401,\"bad token\"]", "4/chat,true", "4\"no\"", "4{}", "4"})
        EXPECT_EQ(refusal_of(text), packet_error::none);
    EXPECT_EQ(refusal_of("4401"), packet_error::none) << "a number is taken for an id, as in Node";
    for (std::string_view const text : {"4[", "0[]", "2{}", "1[]"})
        EXPECT_EQ(refusal_of(text), packet_error::invalid_payload);
}

TEST_F(packet_decoder, unescapes_event_names_and_takes_numbers) {
    ASSERT_EQ(decode_.on_text(R"(2["s\u0061y\n"])", packet), outcome::packet);
    EXPECT_EQ(packet.event_name, "say\n");
    EXPECT_TRUE(arguments().empty());
    ASSERT_EQ(decode_.on_text("2[42,true]", packet), outcome::packet);
    EXPECT_EQ(packet.event_name, "42");
    EXPECT_EQ(arguments(), (std::vector<value>{true}));
}

TEST_F(packet_decoder, tolerates_events_and_acks_without_payload) {
    ASSERT_EQ(decode_.on_text("2", packet), outcome::packet);
    EXPECT_EQ(packet.event_name, "");
    EXPECT_TRUE(arguments().empty());
    ASSERT_EQ(decode_.on_text("31", packet), outcome::packet);
    EXPECT_EQ(packet.id, 1U);
    EXPECT_TRUE(arguments().empty());
}

TEST_F(packet_decoder, reads_acks_and_connects) {
    ASSERT_EQ(decode_.on_text("312[\"bar\",2]", packet), outcome::packet);
    EXPECT_EQ(packet.type, packet_type::ack);
    EXPECT_EQ(packet.id, 12U);
    EXPECT_EQ(arguments(), (std::vector<value>{"bar", 2}));
    ASSERT_EQ(decode_.on_text("0/admin,{\"token\":\"x\"}", packet), outcome::packet);
    EXPECT_EQ(packet.type, packet_type::connect);
    EXPECT_EQ(packet.data, "{\"token\":\"x\"}");
}

TEST_F(packet_decoder, waits_for_attachments_and_puts_them_in_place) {
    std::string text = R"(52-["pic",{"_placeholder":true,"num":1},)"
                       R"({"deep":[{"_placeholder":true,"num":0}]}])";
    ASSERT_EQ(decode_.on_text(text, packet), outcome::incomplete);
    EXPECT_TRUE(decode_.incomplete());
    text.assign(text.size(), '#'); // the receive buffer is used again meanwhile
    ASSERT_EQ(decode_.on_binary(octets("first"), packet), outcome::incomplete);
    ASSERT_EQ(decode_.on_binary(octets("second"), packet), outcome::packet);
    EXPECT_FALSE(decode_.incomplete());
    EXPECT_EQ(packet.type, packet_type::event);
    EXPECT_EQ(packet.event_name, "pic");
    bytes const first{std::string_view("first")};
    bytes const second{std::string_view("second")};
    EXPECT_EQ(arguments(), (std::vector<value>{second, object("deep", array(first))}));
    // The next packet begins afresh.
    ASSERT_EQ(decode_.on_text("2[\"next\"]", packet), outcome::packet);
    EXPECT_EQ(packet.event_name, "next");
    EXPECT_TRUE(packet.attachments.empty());
}

TEST_F(packet_decoder, leaves_placeholders_alone_where_nothing_is_attached) {
    ASSERT_EQ(decode_.on_text(R"(2["a",{"_placeholder":true,"num":0}])", packet), outcome::packet);
    EXPECT_EQ(arguments(), (std::vector<value>{object("_placeholder", true, "num", 0)}));
}

TEST_F(packet_decoder, refuses_what_is_out_of_turn) {
    ASSERT_EQ(decode_.on_text(R"(51-["a",{"_placeholder":true,"num":0}])", packet),
              outcome::incomplete);
    EXPECT_EQ(decode_.on_text("2[\"b\"]", packet), outcome::error);
    EXPECT_EQ(decode_.error(), packet_error::plaintext_when_reconstructing);
    decoder other(limits);
    ASSERT_EQ(other.on_text("0", packet), outcome::packet);
    EXPECT_EQ(other.on_binary(octets("x"), packet), outcome::error);
    EXPECT_EQ(other.error(), packet_error::binary_when_not_reconstructing);
}

TEST_F(packet_decoder, refuses_illegal_placeholders) {
    for (std::string_view const text : {
             R"(51-["a",{"_placeholder":true,"num":1}])",
             R"(51-["a",{"_placeholder":true,"num":-1}])",
             R"(51-["a",{"_placeholder":true,"num":"0"}])",
             R"(51-["a",{"_placeholder":true}])",
             R"(51-["a",{"_placeholder":true,"num":1e99}])",
         }) {
        decoder fresh(limits);
        ASSERT_EQ(fresh.on_text(text, packet), outcome::incomplete) << text;
        EXPECT_EQ(fresh.on_binary(octets("x"), packet), outcome::error) << text;
        EXPECT_EQ(fresh.error(), packet_error::illegal_attachments) << text;
    }
}

TEST_F(packet_decoder, refuses_payloads_of_the_wrong_shape) {
    for (std::string_view const text : {"2{}",
                                        "2\"a\"",
                                        "2null",
                                        "2[]",
                                        "2[null]",
                                        "2[{}]",
                                        "2[[\"a\"]]",
                                        "2[true]",
                                        "2abc[]",
                                        "2[\"a\"",
                                        "2[\"a\"]x",
                                        "2[\"a\",]",
                                        "3{}",
                                        "3\"a\"",
                                        "0[]",
                                        "0\"a\"",
                                        "0null",
                                        "1{}",
                                        "1[]",
                                        "4",
                                        "4[]",
                                        "4{\"a\"",
                                        "2[\"connect\"]",
                                        "2[\"connect_error\"]",
                                        "2[\"disconnect\"]",
                                        "2[\"disconnecting\"]",
                                        "2[\"newListener\"]",
                                        "2[\"removeListener\"]",
                                        "2[\"\\u0064isconnect\"]",
                                        "51-{}",
                                        "2 [\"a\"]"}) {
        EXPECT_EQ(refusal_of(text), packet_error::invalid_payload) << text;
    }
}

TEST_F(packet_decoder, tolerates_a_missing_payload_as_the_official_decoder) {
    for (std::string_view const text : {"0", "0123", "2", "3", "31", "51-"})
        EXPECT_EQ(refusal_of(text), packet_error::none) << text;
}

TEST_F(packet_decoder, limits_attachments_size_and_depth) {
    EXPECT_EQ(refusal_of("511-[\"a\"]"), packet_error::too_many_attachments);
    EXPECT_EQ(refusal_of("510-[\"a\"]"), packet_error::none);
    std::string const deep = "2[\"a\"," + std::string(600, '[') + std::string(600, ']') + "]";
    EXPECT_EQ(refusal_of(deep), packet_error::invalid_payload);

    limits.max_packet_size = 6;
    EXPECT_EQ(refusal_of("2[\"a\"]"), packet_error::none);
    EXPECT_EQ(refusal_of("2[\"ab\"]"), packet_error::too_large);
}

TEST_F(packet_decoder, counts_what_attachments_take_together) {
    std::string const text =
        R"(52-["a",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}])";
    // Of the second attachment nothing fits but the octets that it has, if it has so few.
    limits.max_packet_size = text.size() + 2 * attachment_cost + 64;
    for (std::size_t const second : {0U, 1U}) {
        decoder each(limits);
        ASSERT_EQ(each.on_text(text, packet), outcome::incomplete);
        ASSERT_EQ(each.on_binary(octets(std::string(64, 'x')), packet), outcome::incomplete);
        EXPECT_EQ(each.on_binary(octets(std::string(second, 'y')), packet),
                  second == 0 ? outcome::packet : outcome::error);
        EXPECT_EQ(each.error(), second == 0 ? packet_error::none : packet_error::too_large);
    }
    limits.max_packet_size = text.size() + attachment_cost; // empty ones count too
    ASSERT_EQ(decode_.on_text(text, packet), outcome::incomplete);
    ASSERT_EQ(decode_.on_binary({}, packet), outcome::incomplete);
    EXPECT_EQ(decode_.on_binary({}, packet), outcome::error);
    EXPECT_EQ(decode_.error(), packet_error::too_large);
}

TEST_F(packet_decoder, forgets_what_is_complete_and_not_what_is_not) {
    std::string const text = R"(51-["a",{"_placeholder":true,"num":0}])";
    ASSERT_EQ(decode_.on_text(text, packet), outcome::incomplete);
    decode_.forget_complete();
    std::vector<std::byte> const content(3);
    ASSERT_EQ(decode_.on_binary(content, packet), outcome::packet);
    bytes const kept = packet.attachments[0];
    decode_.forget_complete();
    EXPECT_EQ(kept.size(), 3U);
    EXPECT_EQ(decode_.on_binary(content, packet), outcome::error);
    EXPECT_EQ(decode_.error(), packet_error::binary_when_not_reconstructing);
}

} // namespace
} // namespace socketiota::packet
