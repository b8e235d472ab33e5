// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <string>

#include <base/outgoing_pool.hpp>
#include <base/random_stock.hpp>
#include <websocket/coding.hpp>
#include <wire/unit_encoding.hpp>

namespace socketiota::websocket {
namespace {

using namespace std::string_literals;
using wire::append_to_payload;
using wire::base64_form;

std::string frames(base::outgoing& unit) {
    websocket::coding with(wire::websocket_role::server, &base64_form(), std::nullopt);
    base::random_stock masks;
    return std::string(with.frames(unit, 0, masks).value_or("plain"));
}

TEST(unit_encoding, frames_attachments_as_text_for_clients_without_binary) {
    base::outgoing_pool pool;
    auto const unit = pool.make("4hello", {bytes(std::string_view("\1\2\3\4")), bytes()});
    EXPECT_EQ(frames(*unit), "\x81\x06"s + "4hello" + "\x81\x09" + "bAQIDBA==" + "\x81\x01" + "b");
}

TEST(unit_encoding, is_the_attachments_alone_without_a_text) {
    base::outgoing_pool pool;
    auto const unit = pool.make({}, {bytes(std::string_view("one")), bytes()});
    EXPECT_EQ(frames(*unit), "\x81\x05"s + "bb25l" + "\x81\x01" + "b");

    base::output_buffer payload;
    append_to_payload(*unit, payload);
    append_to_payload(*unit, payload);
    EXPECT_EQ(payload.view(), "bb25l\x1e"
                              "b\x1e"
                              "bb25l\x1e"
                              "b");
}

TEST(unit_encoding, joins_units_to_a_payload) {
    base::outgoing_pool pool;
    base::output_buffer payload;
    auto const unit = pool.make("4hello", {bytes(std::string_view("\1\2\3\4")), bytes()});
    append_to_payload(*unit, payload);
    append_to_payload(*unit, payload);
    EXPECT_EQ(payload.view(), "4hello\x1e"
                              "bAQIDBA==\x1e"
                              "b\x1e"
                              "4hello\x1e"
                              "bAQIDBA==\x1e"
                              "b");
}

} // namespace
} // namespace socketiota::websocket
