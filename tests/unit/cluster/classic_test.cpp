// SPDX-License-Identifier: MIT
// Older versions of the classic adapter, and what is refused.
#include "golden.hpp"

#include <gtest/gtest.h>

#include <cluster/classic_decoder.hpp>
#include <cluster/classic_encoder.hpp>

namespace socketiota::cluster {
namespace {

using namespace std::chrono_literals;
using question = classic_request::question;
using names = std::vector<std::string>;

decode_outcome request_outcome(std::string_view octets, message_limits const& limits = {}) {
    classic_request request;
    return classic_decoder(limits).decode_request(octets, request);
}

decode_outcome response_outcome(std::string_view octets) {
    message what;
    return classic_decoder().decode_response(octets, what);
}

decode_outcome broadcast_outcome(std::string_view octets, message_limits const& limits = {}) {
    message what;
    return classic_decoder(limits).decode_broadcast(octets, what);
}

classic_request request_of(std::string_view octets) {
    classic_request request;
    EXPECT_EQ(classic_decoder().decode_request(octets, request), decode_outcome::message) << octets;
    return request;
}

message response_of(std::string_view octets) {
    message what;
    EXPECT_EQ(classic_decoder().decode_response(octets, what), decode_outcome::message) << octets;
    return what;
}

TEST(classic_decoder, says_requests_in_words_of_the_newer_adapters) {
    message const fetch =
        request_of(R"({"uid":"a","requestId":"r","type":5,"opts":{"rooms":["x"],"except":["y"]}})")
            .what;
    EXPECT_EQ(fetch.type, message_type::fetch_sockets);
    EXPECT_EQ(fetch.uid, "a");
    EXPECT_EQ(fetch.request_id, "r");
    EXPECT_EQ(fetch.to.rooms, names{"x"});
    EXPECT_EQ(fetch.to.except, names{"y"});
    message const join = request_of(R"({"type":2,"opts":{"rooms":[]},"rooms":["j"]})").what;
    EXPECT_EQ(join.type, message_type::sockets_join);
    EXPECT_EQ(join.uid, "");
    EXPECT_EQ(join.rooms, names{"j"});
    EXPECT_EQ(request_of(R"({"type":3,"opts":{},"rooms":[]})").what.type,
              message_type::sockets_leave);
    message const end = request_of(R"({"type":4,"opts":{"rooms":["x"]},"close":true})").what;
    EXPECT_EQ(end.type, message_type::disconnect_sockets);
    EXPECT_TRUE(end.close);
    std::string_view const emitted = R"({"uid":"a","requestId":null,"type":6,"data":["e",1]})";
    message const emit = request_of(emitted).what;
    EXPECT_EQ(emit.type, message_type::server_side_emit);
    EXPECT_EQ(emit.request_id, "");
    EXPECT_EQ(emit.values.octets, R"(["e",1])");
    message const ask =
        request_of(R"({"uid":"a","requestId":"r","type":7,"packet":{"type":2,"data":["e"]},)"
                   R"("opts":{"rooms":[],"except":[],"flags":{"timeout":400}}})")
            .what;
    EXPECT_EQ(ask.type, message_type::broadcast);
    EXPECT_EQ(ask.flags.timeout, 400ms);
}

TEST(classic_decoder, takes_each_request_in_msgpack_too) { // {"uid","requestId","type":5,"opts"}
    classic_request const request =
        request_of(from_hex("84a3756964a67a7a7a7a7a7aa9726571756573744964a6726571303036a474797065"
                            "05a46f70747382a5726f6f6d7390a665786365707490"));
    EXPECT_EQ(request.what.type, message_type::fetch_sockets);
    EXPECT_EQ(request.what.request_id, "req006");
    EXPECT_EQ(request.what.uid, "zzzzzz");
}

TEST(classic_decoder, knows_what_older_versions_ask) {
    classic_request const ids =
        request_of(R"({"uid":"z","requestId":"r1","type":0,"rooms":["a","b"]})");
    EXPECT_EQ(ids.old, question::socket_ids);
    EXPECT_EQ(ids.what.type, message_type::fetch_sockets);
    EXPECT_EQ(ids.what.to.rooms, (names{"a", "b"}));
    EXPECT_TRUE(ids.what.rooms.empty());
    EXPECT_EQ(request_of(R"({"uid":"z","requestId":"r2","type":1})").old, question::rooms);

    classic_request const join =
        request_of(R"({"uid":"z","requestId":"r3","type":2,"sid":"s1","room":"legacy"})");
    EXPECT_EQ(join.old, question::confirmation);
    EXPECT_EQ(join.what.type, message_type::sockets_join);
    EXPECT_EQ(join.what.to.rooms, names{"s1"});
    EXPECT_EQ(join.what.rooms, names{"legacy"});
    EXPECT_EQ(request_of(R"({"requestId":"r","type":3,"sid":"s","room":"l"})").what.type,
              message_type::sockets_leave);
    classic_request const end = request_of(R"({"requestId":"r","type":4,"sid":"s","close":true})");
    EXPECT_EQ(end.what.type, message_type::disconnect_sockets);
    EXPECT_TRUE(end.what.close);
}

TEST(classic_encoder, answers_older_versions) {
    classic_encoder encoder;
    message found{.type = message_type::fetch_sockets_response, .request_id = "req001"};
    found.sockets = {{.id = "a"}, {.id = "b"}};
    EXPECT_EQ(encoder.encode_socket_ids(found), R"({"requestId":"req001","sockets":["a","b"]})");
    EXPECT_EQ(encoder.encode_rooms("r", {"x", "y\""}), R"({"requestId":"r","rooms":["x","y\""]})");
    EXPECT_EQ(encoder.encode_confirmation("req002"), R"({"requestId":"req002"})");
}

TEST(classic_decoder, tells_responses_by_what_they_have) {
    EXPECT_EQ(response_of(R"({"requestId":"r","sockets":[{"id":"a"}]})").type,
              message_type::fetch_sockets_response);
    message const count = response_of(R"({"type":8,"requestId":"r","clientCount":2})");
    EXPECT_EQ(count.type, message_type::broadcast_client_count);
    EXPECT_EQ(count.client_count, 2U);
    std::string_view const emitted = R"({"type":6,"requestId":"r","data":{"a":1}})";
    EXPECT_EQ(response_of(emitted).values.octets, R"({"a":1})");
    EXPECT_TRUE(response_of(R"({"type":9,"requestId":"r"})").values.is_empty());
    EXPECT_EQ(response_outcome(R"({"requestId":"r","rooms":["a"]})"), decode_outcome::unknown);
    EXPECT_EQ(response_outcome(R"({"requestId":"r"})"), decode_outcome::unknown);
    EXPECT_EQ(response_outcome(R"({"type":8})"), decode_outcome::malformed);
    EXPECT_EQ(response_outcome("{oops"), decode_outcome::malformed);
    EXPECT_EQ(response_outcome(""), decode_outcome::malformed);
}

TEST(classic_decoder, takes_a_broadcast_without_namespace_and_flags) {
    // ["cpp", {type: 2, data: ["e"]}, {rooms: [5], except: nil}]
    std::string const octets =
        from_hex("93a363707082a47479706502a46461746191a16582a5726f6f6d739105a6657863657074c0");
    message what;
    ASSERT_EQ(classic_decoder().decode_broadcast(octets, what), decode_outcome::message);
    EXPECT_EQ(what.uid, "cpp");
    EXPECT_EQ(what.nsp, "/");
    EXPECT_EQ(what.to.rooms, names{"5"});
}

TEST(classic_decoder, refuses_what_nobody_can_use) {
    for (std::string_view const octets :
         {"", "{oops", "[]", "{}", R"({"type":2,"rooms":["a"]})", R"({"type":4,"close":true})",
          R"({"type":4,"opts":null})", R"({"type":2,"sid":"s"})", R"({"type":5,"opts":{}})",
          R"({"type":5,"requestId":"r"})", R"({"type":6})", R"({"type":0,"rooms":[]})",
          R"({"type":0,"requestId":"r","rooms":[{}]})", R"({"type":1})",
          R"({"type":7,"requestId":"r","packet":{"data":["e"]}})",
          R"({"type":7,"packet":{"data":["e"]},"opts":{}})",
          R"({"type":5,"requestId":"r","opts":{"rooms":{}}})", R"({"type":1,"requestId":"r"}})"})
        EXPECT_EQ(request_outcome(octets), decode_outcome::malformed) << octets;
    for (std::string_view const octets :
         {R"({"type":8,"requestId":"r"})", R"({"type":42,"requestId":"r"})",
          R"({"type":256,"requestId":"r"})"})
        EXPECT_EQ(request_outcome(octets), decode_outcome::unknown) << octets;
    for (std::string_view const octets :
         {"", "90", "91a161", "92a16181a46461746191a165", "93a1618080", "93a161c080", "c1",
          "93a16181a46461746191a165c0", "93a16181a46461746191a16581a5726f6f6d7380",
          "93a16181a46461746191a1658000", "7b7d"})
        EXPECT_EQ(broadcast_outcome(from_hex(octets)), decode_outcome::malformed) << octets;
}

TEST(classic_decoder, survives_each_cut) {
    auto const cut_each = [](std::string_view kind, auto outcome_of) {
        for (golden_line const& line : golden(kind))
            for (std::size_t size = 0; size < line.parts[0].size(); size += 3) {
                std::vector<char> const cut(line.parts[0].begin(),
                                            line.parts[0].begin() + static_cast<long>(size));
                EXPECT_EQ(outcome_of({cut.data(), cut.size()}), decode_outcome::malformed);
            }
    };
    cut_each("classic_broadcast", [](std::string_view cut) { return broadcast_outcome(cut); });
    cut_each("classic_request", [](std::string_view cut) { return request_outcome(cut); });
    cut_each("classic_response", [](std::string_view cut) { return response_outcome(cut); });
}

TEST(classic_decoder, has_limits) {
    constexpr std::string_view join =
        R"({"type":2,"opts":{"rooms":["a"],"except":["b"]},"rooms":["c"]})";
    EXPECT_EQ(request_outcome(join, {.names = 3}), decode_outcome::message);
    EXPECT_EQ(request_outcome(join, {.names = 2}), decode_outcome::too_large);
    EXPECT_EQ(request_outcome(join, {.octets = join.size()}), decode_outcome::message);
    EXPECT_EQ(request_outcome(join, {.octets = join.size() - 1}), decode_outcome::too_large);
    std::string const octets = from_hex("93a16181a46461746191a16581a5726f6f6d73920102");
    EXPECT_EQ(broadcast_outcome(octets, {.names = 2}), decode_outcome::message);
    EXPECT_EQ(broadcast_outcome(octets, {.names = 1}), decode_outcome::too_large);
    EXPECT_EQ(broadcast_outcome(octets, {.octets = octets.size() - 1}), decode_outcome::too_large);
    message what;
    constexpr std::string_view found = R"({"requestId":"r","sockets":[{"id":"a"},{"id":"b"}]})";
    EXPECT_EQ(classic_decoder({.sockets = 2}).decode_response(found, what),
              decode_outcome::message);
    EXPECT_EQ(classic_decoder({.sockets = 1}).decode_response(found, what),
              decode_outcome::too_large);
    EXPECT_EQ(classic_decoder({.octets = 5}).decode_response(found, what),
              decode_outcome::too_large);
}

TEST(classic_encoder, writes_binary_of_requests_as_official_servers_do) {
    classic_encoder encoder;
    message what{.type = message_type::server_side_emit, .uid = "a", .nsp = "/"};
    std::string const octets = from_hex("92a165c4020102");
    what.values = {carried_value::encoding::msgpack, octets};
    EXPECT_EQ(*encoder.encode_request(what),
              R"({"uid":"a","type":6,"data":["e",{"type":"Buffer","data":[1,2]}]})");
}

} // namespace
} // namespace socketiota::cluster
