// SPDX-License-Identifier: MIT
#include <socketiota/engine_payload.hpp>

#include <gtest/gtest.h>

#include <span>
#include <string>
#include <string_view>

namespace socketiota {
namespace {

using namespace std::string_view_literals;

/// `message:text`, or `message<octets>` for binary, one after the other; a `!` if it is not whole.
std::string said(engine_payload const& read) {
    std::string text;
    for (auto const& packet : read.packets)
        text += std::string(to_string(packet.type)) +
                (packet.is_binary ? '<' + packet.data + '>' : ':' + packet.data) + ' ';
    return text + (read.is_whole ? "" : "!");
}

std::string of_octets(std::string_view octets, unsigned revision) {
    return said(read_engine_octets(std::as_bytes(std::span(octets)), revision));
}

TEST(read_engine_payload, reads_text_of_revision_4) {
    EXPECT_EQ(said(read_engine_text("2probe", 4)), "ping:probe ");
    EXPECT_EQ(said(read_engine_text("4hi\x1e"
                                    "bYWJj\x1e"
                                    "6",
                                    4)),
              "message:hi message<abc> noop: ");
    EXPECT_EQ(said(read_engine_text("4hi\x1ex", 4)), "message:hi !");
    EXPECT_EQ(said(read_engine_text("", 4)), "!");
    EXPECT_EQ(said(read_engine_text("4\xff", 4)), "!");
}

TEST(read_engine_payload, reads_text_of_revision_3) {
    EXPECT_EQ(said(read_engine_text("3probe", 3)), "pong:probe ");
    EXPECT_EQ(said(read_engine_text("b4YWJj", 3)), "message<abc> ");
    EXPECT_EQ(said(read_engine_text("3:4hi6:b4YWJj", 3)), "message:hi message<abc> ");
    EXPECT_EQ(said(read_engine_text("3:4hi9:4", 3)), "message:hi !");
}

TEST(read_engine_payload, reads_octets) {
    EXPECT_EQ(of_octets("abc", 4), "message<abc> ");
    EXPECT_EQ(of_octets("\x04"
                        "abc",
                        3),
              "message<abc> ");
    EXPECT_EQ(of_octets("\x00\x03\xff"
                        "4hi\x01\x02\xff\x04z"sv,
                        3),
              "message:hi message<z> ");
    EXPECT_EQ(of_octets("\x00\x03"sv, 3), "!");
}

TEST(read_engine_payload, knows_no_other_revision) {
    EXPECT_EQ(said(read_engine_text("2", 5)), "!");
    EXPECT_EQ(of_octets("abc", 2), "!");
}

} // namespace
} // namespace socketiota
