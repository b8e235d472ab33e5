// SPDX-License-Identifier: MIT
// What a message may look like that is not quite what official servers send, and what is refused.
#include "golden.hpp"

#include <gtest/gtest.h>

#include <cluster/carried_event.hpp>
#include <cluster/message_decoder.hpp>
#include <cluster/message_encoder.hpp>

namespace socketiota::cluster {
namespace {

using namespace std::chrono_literals;

decode_outcome outcome_of(std::string_view octets, message_limits const& limits = {}) {
    message what;
    return message_decoder(limits).decode(octets, what);
}

message read(std::string_view octets) {
    message what;
    message_decoder decoder;
    EXPECT_EQ(decoder.decode(octets, what), decode_outcome::message) << octets;
    return what;
}

constexpr std::string_view broadcast =
    R"({"type":3,"data":{"packet":{"type":2,"data":["hello","room1"]},"requestId":"r1",)"
    R"("opts":{"rooms":["room1","b"],"except":["c"],"flags":{"volatile":true,"compress":false,)"
    R"("timeout":400}}},"uid":"u1","nsp":"/chat"})";

TEST(message_decoder, reads_all_members) {
    message const what = read(broadcast);
    EXPECT_EQ(what.type, message_type::broadcast);
    EXPECT_EQ(what.uid, "u1");
    EXPECT_EQ(what.nsp, "/chat");
    EXPECT_EQ(what.request_id, "r1");
    EXPECT_EQ(what.to.rooms, (std::vector<std::string>{"room1", "b"}));
    EXPECT_EQ(what.to.except, (std::vector<std::string>{"c"}));
    EXPECT_TRUE(what.flags.is_volatile);
    EXPECT_EQ(what.flags.compress, false);
    EXPECT_EQ(what.flags.timeout, 400ms);
    EXPECT_EQ(what.values.octets, R"(["hello","room1"])");
}

TEST(message_decoder, does_not_mind_the_order) {
    message const what = read(R"({"nsp":"/","data":{"opts":{"flags":{},"rooms":["a"]},)"
                              R"("packet":{"data":["e"],"type":2}},"uid":"u","type":3})");
    EXPECT_EQ(what.values.octets, R"(["e"])");
    EXPECT_EQ(what.to.rooms, (std::vector<std::string>{"a"}));
}

TEST(message_decoder, ignores_what_it_does_not_know) {
    message const what =
        read(R"({ "new" : [ { "a" : "]" } ] , "type" : 9 , "nodeId":"x","data" : {"packet":["e"],)"
             R"("more":{"x":1}} , "uid":"u","nsp":"/"} )");
    EXPECT_EQ(what.values.octets, R"(["e"])");
    EXPECT_EQ(what.uid, "u");
    EXPECT_EQ(outcome_of(R"({"type":0,"uid":"u","nsp":"/"})"), decode_outcome::unknown);
    EXPECT_EQ(outcome_of(R"({"type":14,"uid":"u","nsp":"/","data":{"a":1}})"),
              decode_outcome::unknown);
}

TEST(message_decoder, takes_null_for_nothing) {
    message const what = read(R"({"type":3,"data":{"packet":{"type":2,"data":["e"]},)"
                              R"("requestId":null,"opts":{"rooms":null,"flags":null}},)"
                              R"("uid":null,"nsp":"/"})");
    EXPECT_EQ(what.request_id, "");
    EXPECT_TRUE(what.to.rooms.empty());
    EXPECT_FALSE(what.flags.is_volatile);
    EXPECT_EQ(read(R"({"type":2,"data":null,"uid":"u","nsp":"/"})").type, message_type::heartbeat);
    EXPECT_TRUE(read(R"({"type":3,"data":{"packet":{"data":["e"]},"opts":{}},"nsp":"/"})")
                    .to.rooms.empty());
}

TEST(message_decoder, takes_numbers_as_names) {
    message const what =
        read(R"({"type":4,"data":{"opts":{"rooms":[5,"a",1.5,-1,true,{"x":1}],"except":7},)"
             R"("rooms":["j",12]},"uid":"u","nsp":"/"})");
    EXPECT_EQ(what.to.rooms, (std::vector<std::string>{"5", "a", "1.5", "-1"}));
    EXPECT_EQ(what.to.except, (std::vector<std::string>{"7"}));
    EXPECT_EQ(what.rooms, (std::vector<std::string>{"j", "12"}));
    message const same =
        read(from_hex("83a47479706504a46461746182a46f70747380a5726f6f6d739205cd012ca36e7370a12f"));
    EXPECT_EQ(same.rooms, (std::vector<std::string>{"5", "300"}));
}

TEST(message_decoder, replaces_what_is_no_utf8) {
    message const what = read("{\"type\":4,\"data\":{\"opts\":{\"rooms\":[\"a\xFF\"]},"
                              "\"rooms\":[\"\\u00e9\\ud800\\n\"]},\"uid\":\"u\",\"nsp\":\"/\"}");
    EXPECT_EQ(what.to.rooms.at(0), "a\xEF\xBF\xBD");
    EXPECT_EQ(what.rooms.at(0), "\xC3\xA9\xEF\xBF\xBD\n");
    // a lone surrogate as @msgpack/msgpack writes it
    message const same =
        read(from_hex("82a47479706504a46461746182a46f70747380a5726f6f6d7391a3eda080"));
    EXPECT_EQ(same.rooms.at(0), "\xEF\xBF\xBD");
}

TEST(message_decoder, bounds_time_limits) {
    auto const limit_of = [](std::string const& number) {
        return read(R"({"type":3,"data":{"packet":{"data":["e"]},"opts":{"flags":{"timeout":)" +
                    number + R"(}}},"nsp":"/"})")
            .flags.timeout;
    };
    EXPECT_EQ(limit_of("2000"), 2000ms);
    EXPECT_EQ(limit_of("-1"), 0ms);
    EXPECT_EQ(limit_of("1e300"), 2147483647ms);
    EXPECT_EQ(limit_of("\"5\""), std::nullopt);
}

TEST(message_decoder, refuses_what_nobody_can_use) {
    for (std::string_view const octets :
         {"",
          "{",
          "{}",
          "[]",
          "3",
          "null",
          "{\"type\":3}",
          "{\"type\":\"3\"}",
          "{\"type\":3.5}",
          R"({"type":3,"data":{},"uid":"u","nsp":"/"})",
          R"({"type":3,"data":{"packet":{},"opts":{}},"uid":"u","nsp":"/"})",
          R"({"type":7,"data":{"opts":{}},"uid":"u","nsp":"/"})",
          R"({"type":7,"data":{"requestId":"r"},"uid":"u","nsp":"/"})",
          R"({"type":12,"data":{"packet":1},"uid":"u","nsp":"/"})",
          R"({"type":1,"uid":"u","nsp":"/"}x)",
          R"({"type":1,"uid":"u","nsp":"/")",
          R"({"type":1,"uid":"u,"nsp":"/"})",
          R"({"type":1 "uid":"u","nsp":"/"})",
          R"({"type":1,"uid":"\x","nsp":"/"})",
          R"({"type":1,"uid":"u","nsp":"\)",
          R"({"type":1,"uid":})",
          R"({"type":1,"uid"})",
          "\xC1",
          "\x80",
          "\x81\xA4type\x03\x00"})
        EXPECT_EQ(outcome_of(octets), decode_outcome::malformed) << octets;
}

TEST(message_decoder, does_not_take_for_everybody_what_is_meant_for_somebody) {
    for (int type = 3; type != 8; ++type)
        for (std::string_view const options :
             {"", R"(,"opts":null)", R"(,"opts":[])", R"(,"opts":{"rooms":{}})",
              R"(,"opts":{"rooms":[null]})", R"(,"opts":{"rooms":[{}],"except":["a"]})",
              R"(,"opts":{"rooms":true})"})
            EXPECT_EQ(
                outcome_of(R"({"type":)" + std::to_string(type) +
                           R"(,"data":{"packet":{"data":["e"]},"requestId":"r","rooms":["j"])" +
                           std::string(options) + "}}"),
                decode_outcome::malformed)
                << type << options;
    EXPECT_EQ(outcome_of(R"({"type":6})"), decode_outcome::malformed);
}

TEST(message_decoder, survives_each_cut) {
    for (std::string_view const kind : {"message", "message_msgpack", "postgres"})
        for (golden_line const& line : golden(kind))
            for (std::size_t size = 0; size < line.parts[0].size(); size += 3) {
                // A copy of its own, so that a read behind it is found.
                std::vector<char> const cut(line.parts[0].begin(),
                                            line.parts[0].begin() + static_cast<long>(size));
                EXPECT_EQ(outcome_of({cut.data(), cut.size()}), decode_outcome::malformed);
            }
}

TEST(message_decoder, limits_octets) {
    EXPECT_EQ(outcome_of(broadcast, {.octets = broadcast.size()}), decode_outcome::message);
    EXPECT_EQ(outcome_of(broadcast, {.octets = broadcast.size() - 1}), decode_outcome::too_large);
    message what;
    message_fields const entry{"u", "/", "4", R"({"opts":{},"rooms":["a"]})"};
    EXPECT_EQ(message_decoder({.octets = entry.data.size()}).decode(entry, what),
              decode_outcome::message);
    EXPECT_EQ(message_decoder({.octets = entry.data.size() - 1}).decode(entry, what),
              decode_outcome::too_large);
}

TEST(message_decoder, limits_names_of_all_lists_together) {
    EXPECT_EQ(outcome_of(broadcast, {.names = 3}), decode_outcome::message);
    EXPECT_EQ(outcome_of(broadcast, {.names = 2}), decode_outcome::too_large);
    std::string_view const packed = "\x82\xA4type\x04\xA4"
                                    "data\x82\xA4opts\x80\xA5rooms\x93\x01\x02\x03";
    EXPECT_EQ(outcome_of(packed, {.names = 3}), decode_outcome::message);
    EXPECT_EQ(outcome_of(packed, {.names = 2}), decode_outcome::too_large);
}

TEST(message_decoder, limits_sockets) {
    constexpr std::string_view two =
        R"({"type":8,"data":{"requestId":"r","sockets":[{"id":"a"},{"id":"b"}]},"uid":"u"})";
    EXPECT_EQ(outcome_of(two, {.sockets = 2}), decode_outcome::message);
    EXPECT_EQ(outcome_of(two, {.sockets = 1}), decode_outcome::too_large);
}

TEST(message_decoder, steps_over_what_is_deep) {
    std::string const octets = R"({"type":3,"data":{"packet":{"data":)" +
                               std::string(100'000, '[') + std::string(100'000, ']') +
                               R"(},"opts":{}}})";
    message const what = read(octets);
    EXPECT_EQ(what.values.octets.size(), 200000U);
    carried_event event;
    EXPECT_FALSE(event.open(what.values)); // who wants it finds out
}

TEST(message_decoder, reads_sockets) {
    message const what =
        read(R"({"type":8,"data":{"requestId":"r","sockets":[)"
             R"({"id":"a","handshake":{"url":"/"},"rooms":["a",1],"data":{"n":1}},)"
             R"("legacy",{"rooms":[]},{"id":"b","more":[]}]},"uid":"u"})");
    ASSERT_EQ(what.sockets.size(), 2U);
    EXPECT_EQ(what.sockets[0].id, "a");
    EXPECT_EQ(what.sockets[0].handshake.octets, R"({"url":"/"})");
    EXPECT_EQ(what.sockets[0].rooms, (std::vector<std::string>{"a", "1"}));
    EXPECT_EQ(what.sockets[0].data.octets, R"({"n":1})");
    EXPECT_EQ(what.sockets[1].id, "b");
}

TEST(message_decoder, reads_entries_of_streams) {
    message what;
    message_decoder decoder;
    char const* const event =
        R"({"opts":{"rooms":[]},"packet":{"type":2,"data":["e"],"nsp":"/other"}})";
    ASSERT_EQ(decoder.decode({"u", "/chat", "3", event}, what), decode_outcome::message);
    EXPECT_EQ(what.nsp, "/chat") << "where the entry is for, as servers of Node have it";
    EXPECT_EQ(decoder.decode({"u", "/", "14", "{}"}, what), decode_outcome::unknown);
    EXPECT_EQ(decoder.decode({"u", "/", "", "{}"}, what), decode_outcome::malformed);
    EXPECT_EQ(decoder.decode({"u", "/", "3x", "{}"}, what), decode_outcome::malformed);
    EXPECT_EQ(decoder.decode({"u", "/", "3", "*"}, what), decode_outcome::malformed);
    EXPECT_EQ(decoder.decode({"u", "/", "3", "wQ=="}, what), decode_outcome::malformed);
    EXPECT_EQ(decoder.decode({"u", "/", "1", ""}, what), decode_outcome::message);
    EXPECT_EQ(what.type, message_type::initial_heartbeat);
}

TEST(message_encoder, decides_by_what_a_message_holds) {
    message what{.type = message_type::server_side_emit, .uid = "u", .nsp = "/"};
    message_encoder encoder;
    using form = message_encoder::form;
    // msgpack without binary goes as JSON
    std::string const plain = from_hex("92a165d6ff00000000");
    what.values = {carried_value::encoding::msgpack, plain};
    EXPECT_EQ(
        *encoder.encode(what, form::json_unless_binary),
        R"({"type":9,"data":{"packet":["e","1970-01-01T00:00:00.000Z"]},"uid":"u","nsp":"/"})");
    std::string const binary = from_hex("92a165c4020102");
    what.values = {carried_value::encoding::msgpack, binary};
    EXPECT_TRUE(encoder.encode(what, form::json_unless_binary)->starts_with('\x84'));
    EXPECT_EQ(
        *encoder.encode(what, form::json),
        R"({"type":9,"data":{"packet":["e",{"type":"Buffer","data":[1,2]}]},"uid":"u","nsp":"/"})");
    what.values = {carried_value::encoding::json, R"(["e",{"a":[1]}])"};
    EXPECT_EQ(to_hex(*encoder.encode(what, form::msgpack)),
              "84a47479706509a46461746181a67061636b657492a16581a16191"
              "01a3756964a175a36e7370a12f");
}

TEST(message_encoder, leaves_out_an_answer_that_is_nothing) {
    message what{.type = message_type::broadcast_ack, .uid = "u", .nsp = "/", .request_id = "r"};
    message_encoder encoder;
    EXPECT_EQ(*encoder.encode(what, message_encoder::form::json),
              R"({"type":12,"data":{"requestId":"r"},"uid":"u","nsp":"/"})");
    EXPECT_TRUE(read(*encoder.encode(what, message_encoder::form::json)).values.is_empty());
}

TEST(message_encoder, carries_what_is_as_deep_as_clients_may_send) {
    std::string const deep = std::string(512, '[') + std::string(512, ']');
    message what{.type = message_type::server_side_emit, .uid = "u", .nsp = "/"};
    what.values = {carried_value::encoding::json, deep};
    message_encoder encoder;
    for (auto const wanted : {message_encoder::form::json, message_encoder::form::msgpack}) {
        auto const written = encoder.encode(what, wanted);
        ASSERT_TRUE(written.has_value());
        EXPECT_FALSE(read(*written).values.is_empty());
    }
}

} // namespace
} // namespace socketiota::cluster
