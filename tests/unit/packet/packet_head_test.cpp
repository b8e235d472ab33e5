// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <optional>
#include <string_view>

#include <packet/packet_head.hpp>

namespace socketiota::packet {
namespace {

packet_head read(std::string_view text) {
    packet_head head;
    EXPECT_EQ(read_packet_head(text, head), packet_error::none) << text;
    return head;
}

packet_error refuse(std::string_view text) {
    packet_head head;
    return read_packet_head(text, head);
}

TEST(packet_head, reads_an_event_of_the_main_namespace) {
    packet_head const head = read("2[\"foo\"]");
    EXPECT_EQ(head.type, packet_type::event);
    EXPECT_EQ(head.nsp, "/");
    EXPECT_EQ(head.id, std::nullopt);
    EXPECT_EQ(head.data, "[\"foo\"]");
}

TEST(packet_head, reads_namespace_id_and_attachments) {
    packet_head const head = read("62-/admin,15[\"bar\"]");
    EXPECT_EQ(head.type, packet_type::binary_ack);
    EXPECT_EQ(head.attachments, 2U);
    EXPECT_EQ(head.nsp, "/admin");
    EXPECT_EQ(head.id, 15U);
    EXPECT_EQ(head.data, "[\"bar\"]");
}

TEST(packet_head, accepts_a_namespace_without_comma) {
    EXPECT_EQ(read("0/admin").nsp, "/admin");
    EXPECT_EQ(read("0/admin").data, "");
    EXPECT_EQ(read("0/admin?x=1,{}").nsp, "/admin?x=1");
}

TEST(packet_head, accepts_bare_packets) {
    EXPECT_EQ(read("2").data, "");
    EXPECT_EQ(read("1").type, packet_type::disconnect);
}

TEST(packet_head, refuses_unknown_types) {
    for (std::string_view const text : {"", "7", "9[]", "a", " 2[]", "-1"})
        EXPECT_EQ(refuse(text), packet_error::unknown_packet_type) << text;
}

TEST(packet_head, refuses_illegal_attachment_counts) {
    for (std::string_view const text :
         {"5[\"a\"]", "5-[\"a\"]", "50-[\"a\"]", "5x-[]", "5 1-[]", "51", "5-1-[]", "51.5-[]", "6"})
        EXPECT_EQ(refuse(text), packet_error::illegal_attachment_count) << text;
}

TEST(packet_head, reads_huge_attachment_counts_as_too_many) {
    EXPECT_EQ(refuse("599999999999999999999999-[]"), packet_error::too_many_attachments);
    EXPECT_EQ(read("510000000000000-[]").attachments, 10'000'000'000'000U);
    EXPECT_EQ(read("518446744073709551615-[]").attachments, SIZE_MAX);
    EXPECT_EQ(refuse("518446744073709551616-[]"), packet_error::too_many_attachments);
}

TEST(packet_head, refuses_ids_that_javascript_cannot_hold) {
    EXPECT_EQ(read("29007199254740991[]").id, max_ack_id);
    EXPECT_EQ(refuse("29007199254740992[]"), packet_error::illegal_id);
    EXPECT_EQ(refuse("2123456789012345678901234567890[]"), packet_error::illegal_id);
}

TEST(packet_head, leaves_a_space_to_the_payload) {
    // The official decoder takes it for a digit by accident.
    EXPECT_EQ(read("2 [\"x\"]").id, std::nullopt);
    EXPECT_EQ(read("2 [\"x\"]").data, " [\"x\"]");
}

} // namespace
} // namespace socketiota::packet
