// SPDX-License-Identifier: MIT
// What official servers have sent is read, and written again octet for octet.
#include "golden.hpp"

#include <gtest/gtest.h>

#include <cluster/base64.hpp>
#include <cluster/carried_event.hpp>
#include <cluster/carried_reader.hpp>
#include <cluster/message_decoder.hpp>
#include <cluster/message_encoder.hpp>
#include <cluster/session_codec.hpp>

namespace socketiota::cluster {
namespace {

/// What is carried is valid, too.
void expect_readable(message const& what) {
    if (what.type == message_type::broadcast || what.type == message_type::server_side_emit) {
        carried_event event;
        ASSERT_TRUE(event.open(what.values));
        EXPECT_FALSE(event.name().empty());
    } else if (!what.values.is_empty()) {
        carried_reader reading;
        EXPECT_NE(reading.open(what.values), nullptr);
    }
    for (described_socket const& each : what.sockets) {
        EXPECT_EQ(each.id.size(), 20U);
        EXPECT_FALSE(each.rooms.empty());
        carried_reader reading;
        EXPECT_NE(reading.open(each.handshake), nullptr);
        EXPECT_NE(reading.open(each.data), nullptr);
    }
}

void expect_the_same_again(golden_line const& line, message_encoder::form wanted) {
    SCOPED_TRACE(line.step);
    message_decoder decoder;
    message what;
    ASSERT_EQ(decoder.decode(line.parts[0], what), decode_outcome::message);
    expect_readable(what);
    message_encoder encoder;
    auto const written = encoder.encode(what, wanted);
    ASSERT_TRUE(written.has_value());
    EXPECT_EQ(*written, line.parts[0]) << to_hex(*written) << '\n' << to_hex(line.parts[0]);
}

TEST(message_golden, of_sharded_redis) {
    for (golden_line const& line : golden("message"))
        expect_the_same_again(line, message_encoder::form::json_unless_binary);
}

TEST(message_golden, that_are_msgpack_always) {
    for (golden_line const& line : golden("message_msgpack"))
        expect_the_same_again(line, message_encoder::form::msgpack);
}

TEST(message_golden, of_postgres) {
    std::size_t attachments = 0;
    for (golden_line const& line : golden("postgres")) {
        message_decoder decoder;
        message what;
        if (decoder.decode(line.parts[0], what) != decode_outcome::attachment) {
            expect_the_same_again(line, message_encoder::form::json);
            continue;
        }
        ++attachments;
        message_encoder encoder;
        EXPECT_EQ(encoder.encode_attachment(what, decoder.attachment_id()), line.parts[0]);
    }
    EXPECT_EQ(attachments, 7U);
}

TEST(message_golden, of_the_emitter_of_postgres) {
    // It leaves out the namespace of the message, and flags, which we always send: newer adapters
    // do not hear it for that.
    message_decoder decoder;
    for (golden_line const& line : golden("postgres_emitter")) {
        SCOPED_TRACE(line.step);
        message what;
        ASSERT_EQ(decoder.decode(line.parts[0], what), decode_outcome::message);
        expect_readable(what);
        EXPECT_EQ(what.uid, emitter_uid);
        EXPECT_EQ(what.nsp.empty(), what.type != message_type::broadcast); // else the event has it
    }
}

TEST(message_golden, of_sessions) {
    for (golden_line const& line : golden("session")) {
        SCOPED_TRACE(line.step);
        session_decoder decoder;
        kept_session session;
        ASSERT_EQ(decoder.decode(line.parts[0], session), decode_outcome::message);
        EXPECT_EQ(session.socket_id.size(), 20U);
        EXPECT_EQ(session.private_id.size(), 20U);
        EXPECT_EQ(session.rooms.front(), session.socket_id);
        EXPECT_FALSE(session.data.is_empty());
        session_encoder encoder;
        std::string of_node;
        std::string of_ours;
        ASSERT_TRUE(unpack_base64(line.parts[0], of_node));
        ASSERT_TRUE(unpack_base64(*encoder.encode(session), of_ours));
        EXPECT_EQ(of_ours, "\x85\xA5since\xB0"
                           "0000000000000000" +
                               of_node.substr(1))
            << "one member more";
    }
}

TEST(message_golden, of_redis_streams) {
    for (golden_line const& line : golden("entry")) {
        SCOPED_TRACE(line.step);
        std::string const data = line.parts.size() > 3 ? line.parts[3] : std::string();
        message_decoder decoder;
        message what;
        ASSERT_EQ(decoder.decode({line.parts[0], line.parts[1], line.parts[2], data}, what),
                  decode_outcome::message);
        expect_readable(what);
        EXPECT_EQ(what.uid, line.parts[0]);
        EXPECT_EQ(what.nsp, line.parts[1]);
        message_encoder encoder;
        EXPECT_EQ(*encoder.encode_data(what), data);
    }
}

} // namespace
} // namespace socketiota::cluster
