// SPDX-License-Identifier: MIT
// What official servers with the classic adapter have sent is read, and written again octet for
// octet.
#include "golden.hpp"

#include <gtest/gtest.h>

#include <cluster/carried_event.hpp>
#include <cluster/carried_reader.hpp>
#include <cluster/classic_decoder.hpp>
#include <cluster/classic_encoder.hpp>

namespace socketiota::cluster {
namespace {

/// Rooms that were numbers come back as texts, which is all that we have.
bool has_room_that_is_a_number(golden_line const& line) {
    return line.step.find("umeric room") != std::string::npos;
}

TEST(classic_golden, broadcasts) {
    for (golden_line const& line : golden("classic_broadcast")) {
        SCOPED_TRACE(line.step);
        classic_decoder const decoder;
        message what;
        ASSERT_EQ(decoder.decode_broadcast(line.parts[0], what), decode_outcome::message);
        EXPECT_EQ(what.type, message_type::broadcast);
        carried_event event;
        EXPECT_TRUE(event.open(what.values));
        if (has_room_that_is_a_number(line)) {
            EXPECT_EQ(what.to.rooms.at(0).size(), 1U);
            continue;
        }
        classic_encoder encoder;
        EXPECT_EQ(to_hex(*encoder.encode_broadcast(what)), to_hex(line.parts[0]));
    }
}

TEST(classic_golden, requests) {
    for (golden_line const& line : golden("classic_request")) {
        SCOPED_TRACE(line.step);
        classic_decoder const decoder;
        classic_request request;
        ASSERT_EQ(decoder.decode_request(line.parts[0], request), decode_outcome::message);
        EXPECT_EQ(request.old, classic_request::question::none);
        message& what = request.what;
        if (what.uid.empty())
            what.uid = emitter_uid; // they do not say so
        what.nsp = "/";             // the channel says it
        classic_encoder encoder;
        EXPECT_EQ(*encoder.encode_request(what), line.parts[0]) << to_hex(line.parts[0]);
    }
}

TEST(classic_golden, responses) {
    for (golden_line const& line : golden("classic_response")) {
        SCOPED_TRACE(line.step);
        classic_decoder const decoder;
        message what;
        ASSERT_EQ(decoder.decode_response(line.parts[0], what), decode_outcome::message);
        EXPECT_EQ(what.request_id.size(), 6U);
        classic_encoder encoder;
        EXPECT_EQ(*encoder.encode_response(what), line.parts[0]) << to_hex(line.parts[0]);
    }
}

} // namespace
} // namespace socketiota::cluster
