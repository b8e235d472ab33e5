// SPDX-License-Identifier: MIT
// Servers with the classic adapter of Redis, on a scripted Redis.
#include "golden.hpp"
#include "scripted_redis_client.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <cluster/carried_event.hpp>
#include <cluster/classic_decoder.hpp>
#include <cluster/classic_encoder.hpp>
#include <cluster/classic_mover.hpp>

namespace socketiota::cluster {
namespace {

using names = std::vector<std::string>;

/// What it hears, as text; a message of another server refers to what is gone afterwards.
class hearing final : public line_listener {
public:
    void on_message(message& what) override {
        std::string text = std::to_string(static_cast<int>(what.type)) + " " + what.uid;
        if (!what.request_id.empty())
            text += " ?" + what.request_id;
        for (std::string const& each : what.to.rooms)
            text += " @" + each;
        for (std::string const& each : what.rooms)
            text += " +" + each;
        if (what.type == message_type::broadcast_client_count)
            text += " " + std::to_string(what.client_count);
        for (described_socket const& each : what.sockets)
            text += " s:" + each.id;
        carried_event event;
        if (event.open(what.values))
            text += " " + event.name();
        EXPECT_EQ(what.nsp, nsp);
        heard.push_back(text);
        if (closes != nullptr)
            closes->reset();
    }

    void on_gap() override {
        heard.emplace_back("gap");
        if (closes != nullptr)
            closes->reset();
    }

    [[nodiscard]] bool may_have_room(std::string_view room) const override {
        return rooms.contains(room);
    }

    std::string nsp = "/";
    names heard;
    std::set<std::string, std::less<>> rooms; // that are here
    std::unique_ptr<line>* closes = nullptr;
};

/// A server of ours.
struct server {
    explicit server(test::scripted_redis_hub& hub, classic_options options = {},
                    std::string const& nsp = "/")
        : client(hub), mover(client, std::move(options)) {
        ear.nsp = nsp;
        way = mover.open(nsp, ear);
        client.confirm();
    }

    [[nodiscard]] std::string uid() const { return way->uid(); }

    test::scripted_redis_client client;
    classic_mover mover;
    hearing ear;
    std::unique_ptr<line> way;
};

message broadcast_to(names rooms) {
    message what{.type = message_type::broadcast};
    what.to.rooms = std::move(rooms);
    what.values = {carried_value::encoding::msgpack, "\x91\xA1"
                                                     "e"};
    return what;
}

class classic_mover_test : public testing::Test {
protected:
    /// An official server publishes a request, or an answer.
    void publish_request(std::string const& text) {
        hub.log.push_back({"socket.io-request#/#", text});
        hub.deliver();
    }

    [[nodiscard]] test::scripted_redis_hub::published const& last() const { return hub.log.back(); }

    test::scripted_redis_hub hub;
    server a{hub};
    server b{hub};
};

TEST_F(classic_mover_test, subscribes_as_official_servers_do) {
    ASSERT_EQ(a.client.subscriptions.size(), 4U);
    EXPECT_EQ(a.uid().size(), 6U);
    EXPECT_NE(a.uid(), b.uid());
    EXPECT_EQ(a.client.subscriptions[0].kind, redis::channel_kind::pattern);
    EXPECT_EQ(a.client.subscriptions[0].name, "socket.io#/#*");
    EXPECT_EQ(a.client.subscriptions[1].name, "socket.io-request#/#");
    EXPECT_EQ(a.client.subscriptions[2].name, "socket.io-response#/#");
    EXPECT_EQ(a.client.subscriptions[3].name, "socket.io-response#/#" + a.uid() + "#");
    a.way.reset();
    EXPECT_TRUE(a.client.subscriptions.empty());
}

TEST_F(classic_mover_test, names_channels_by_its_key_and_what_only_the_namespace_matches) {
    server const other(hub, {.key = "k"}, "/a*[b]?\\");
    EXPECT_EQ(other.client.subscriptions[0].name, "k#/a\\*\\[b\\]\\?\\\\#*");
    EXPECT_EQ(other.client.subscriptions[1].name, "k-request#/a*[b]?\\#");
}

TEST_F(classic_mover_test, publishes_a_broadcast_on_the_channel_of_its_only_room) {
    b.ear.rooms = {"room1"};
    a.way->send(broadcast_to({}));
    EXPECT_EQ(last().channel, "socket.io#/#");
    a.way->send(broadcast_to({"room1"}));
    EXPECT_EQ(last().channel, "socket.io#/#room1#");
    EXPECT_EQ(to_hex(last().payload),
              "93a6" + to_hex(a.uid()) +
                  "83a47479706502a46461746191a165a36e7370a12f"
                  "83a5726f6f6d7391a5726f6f6d31a665786365707490a5666c61677380");
    a.way->send(broadcast_to({"room1", "room2"}));
    EXPECT_EQ(last().channel, "socket.io#/#");
    hub.deliver();
    EXPECT_EQ(b.ear.heard, (names{"3 " + a.uid() + " e", "3 " + a.uid() + " @room1 e",
                                  "3 " + a.uid() + " @room1 @room2 e"}));
    EXPECT_TRUE(a.ear.heard.empty()); // its own
}

TEST_F(classic_mover_test, does_not_look_at_broadcasts_to_rooms_without_anybody) {
    a.way->send(broadcast_to({"room1"}));
    hub.log.push_back({"socket.io#/#room1#", "not even msgpack"});
    hub.deliver();
    EXPECT_TRUE(b.ear.heard.empty());
    EXPECT_EQ(b.mover.counts().not_here.read(), 2U);
    EXPECT_EQ(b.mover.counts().malformed.read(), 0U);
    b.ear.rooms = {"room1", "a#b"};
    a.way->send(broadcast_to({"room1"}));
    a.way->send(broadcast_to({"a#b"}));
    hub.deliver();
    EXPECT_EQ(b.ear.heard.size(), 2U);
    b.ear.rooms.erase("room1");
    a.way->send(broadcast_to({"room1"}));
    hub.deliver();
    EXPECT_EQ(b.ear.heard.size(), 2U);
    EXPECT_EQ(b.mover.counts().not_here.read(), 3U);
}

TEST_F(classic_mover_test, leaves_what_is_for_another_namespace) {
    // The channel of room "x" of "/" is that of all of "/#x".
    server other(hub, {}, "/#x");
    b.ear.rooms = {"x"};
    other.way->send(broadcast_to({}));
    hub.deliver();
    EXPECT_TRUE(b.ear.heard.empty());
    EXPECT_EQ(b.mover.counts().elsewhere.read(), 1U);
}

TEST_F(classic_mover_test, hears_what_official_servers_and_emitters_sent) {
    b.ear.rooms = {"room1"};
    for (golden_line const& line : golden("classic_broadcast"))
        b.client.deliver("socket.io#/#", line.parts[0]);
    EXPECT_GT(b.ear.heard.size(), 20U);
    EXPECT_EQ(b.mover.counts().malformed.read(), 0U);
    EXPECT_EQ(b.mover.counts().elsewhere.read(), 2U); // those to /chat
    b.ear.heard.clear();
    for (golden_line const& line : golden("classic_request"))
        b.client.deliver("socket.io-request#/#", line.parts[0]);
    EXPECT_EQ(b.ear.heard.size(), golden("classic_request").size());
    b.ear.heard.clear();
    for (golden_line const& line : golden("classic_response"))
        b.client.deliver("socket.io-response#/#", line.parts[0]);
    EXPECT_EQ(b.ear.heard.size(), golden("classic_response").size());
}

TEST_F(classic_mover_test, publishes_requests_and_does_not_hear_its_own) {
    message fetch{.type = message_type::fetch_sockets, .request_id = "r1"};
    fetch.to.rooms = {"x"};
    a.way->send(fetch);
    EXPECT_EQ(last().channel, "socket.io-request#/#");
    EXPECT_EQ(last().payload,
              R"({"uid":")" + a.uid() +
                  R"(","requestId":"r1","type":5,"opts":{"rooms":["x"],"except":[]}})");
    message join{.type = message_type::sockets_join};
    join.rooms = {"j"};
    a.way->send(join);
    message ask = broadcast_to({"x"});
    ask.request_id = "r2";
    a.way->send(ask);
    EXPECT_EQ(last().channel, "socket.io-request#/#"); // and not on that of the room
    hub.deliver();
    EXPECT_EQ(b.ear.heard, (names{"7 " + a.uid() + " ?r1 @x", "4 " + a.uid() + " +j",
                                  "3 " + a.uid() + " ?r2 @x e"}));
    EXPECT_TRUE(a.ear.heard.empty());
    EXPECT_EQ(a.mover.counts().own.read(), 3U);
}

TEST_F(classic_mover_test, does_what_an_emitter_says) {
    publish_request(R"({"type":2,"opts":{"rooms":[],"except":[]},"rooms":["r1"]})");
    publish_request(R"({"uid":"emitter","type":6,"data":["sse","hello",2]})");
    EXPECT_EQ(a.ear.heard, (names{"4  +r1", "9 emitter sse"}));
    EXPECT_EQ(b.ear.heard, a.ear.heard);
}

TEST_F(classic_mover_test, answers_on_the_channel_of_all_or_of_who_has_asked) {
    server c(hub, {.publish_on_specific_response_channel = true});
    message count{.type = message_type::broadcast_client_count,
                  .request_id = "r1",
                  .recipient = a.uid(),
                  .client_count = 2};
    b.way->send(count);
    EXPECT_EQ(last().channel, "socket.io-response#/#");
    EXPECT_EQ(last().payload, R"({"type":8,"requestId":"r1","clientCount":2})");
    c.way->send(count);
    EXPECT_EQ(last().channel, "socket.io-response#/#" + a.uid() + "#");
    hub.deliver();
    EXPECT_EQ(a.ear.heard, (names{"11  ?r1 2", "11  ?r1 2"})); // on either

    message answer{
        .type = message_type::server_side_emit_response, .request_id = "r2", .recipient = a.uid()};
    answer.values = {carried_value::encoding::json, "1"};
    c.way->send(answer);
    EXPECT_EQ(last().channel, "socket.io-response#/#"); // as official servers do
    answer.type = message_type::broadcast_ack;
    answer.recipient.clear();
    c.way->send(answer);
    EXPECT_EQ(last().channel, "socket.io-response#/#"); // nobody said who asks
}

TEST_F(classic_mover_test, sends_no_heartbeats) {
    for (auto const type :
         {message_type::initial_heartbeat, message_type::heartbeat, message_type::adapter_close})
        a.way->send({.type = type});
    EXPECT_TRUE(hub.log.empty());
    EXPECT_EQ(a.mover.known_by(), mover::membership::counted);
}

TEST_F(classic_mover_test, answers_older_versions_that_ask_for_ids) {
    publish_request(R"({"uid":"zzzzzz","requestId":"req001","type":0,"rooms":["x"]})");
    ASSERT_EQ(b.ear.heard.size(), 1U);
    std::string const id = "\x01req001";
    EXPECT_EQ(b.ear.heard[0], "7 zzzzzz ?" + id + " @x");
    message found{
        .type = message_type::fetch_sockets_response, .request_id = id, .recipient = "zzzzzz"};
    found.sockets = {{.id = "s1"}, {.id = "s2"}};
    b.way->send(found);
    EXPECT_EQ(last().channel, "socket.io-response#/#");
    EXPECT_EQ(last().payload, R"({"requestId":"req001","sockets":["s1","s2"]})");
}

TEST_F(classic_mover_test, answers_older_versions_that_ask_for_rooms) {
    b.way->note_room("only", true);
    publish_request(R"({"uid":"zzzzzz","requestId":"req002","type":1})");
    ASSERT_EQ(hub.log.size(), 3U); // the request, and an answer of each
    EXPECT_EQ(hub.log[1].payload, R"({"requestId":"req002","rooms":[]})");
    EXPECT_EQ(hub.log[2].payload, R"({"requestId":"req002","rooms":["only"]})");
    EXPECT_TRUE(b.ear.heard.empty());
}

TEST_F(classic_mover_test, does_what_older_versions_want_of_a_socket_if_it_has_that) {
    b.way->note_room("s1", true);
    publish_request(R"({"uid":"z","requestId":"r3","type":2,"sid":"s1","room":"legacy"})");
    EXPECT_TRUE(a.ear.heard.empty());
    EXPECT_EQ(b.ear.heard, names{"4 z @s1 +legacy"});
    ASSERT_EQ(hub.log.size(), 2U);
    EXPECT_EQ(last().channel, "socket.io-response#/#");
    EXPECT_EQ(last().payload, R"({"requestId":"r3"})");
    publish_request(R"({"uid":"z","requestId":"r4","type":4,"sid":"gone","close":true})");
    EXPECT_EQ(b.ear.heard.size(), 1U);
    EXPECT_EQ(hub.log.size(), 3U);
}

TEST_F(classic_mover_test, counts_servers_when_it_is_counted_itself) {
    test::scripted_redis_client client(hub);
    classic_mover mover(client);
    hearing ear;
    auto const way = mover.open("/", ear);
    std::vector<std::size_t> told;
    way->count_servers([&told](error_code, std::size_t servers) { told.push_back(servers); });
    EXPECT_TRUE(client.counting.empty());
    client.confirm();
    ASSERT_EQ(client.counting.size(), 1U);
    EXPECT_EQ(client.counted[0], "socket.io-request#/#");
    client.counting[0]({}, 3);
    EXPECT_EQ(told, std::vector<std::size_t>{3});
    way->count_servers([](error_code, std::size_t) {});
    EXPECT_EQ(client.counting.size(), 2U);
}

TEST_F(classic_mover_test, counts_servers_again_when_it_is_counted_again) {
    auto const ignore = [](error_code, std::size_t) {};
    a.client.how = redis::link_state::degraded;
    a.mover.on_state();
    a.way->count_servers(ignore);
    a.client.confirm(); // the one of commands is still away
    EXPECT_TRUE(a.client.counting.empty());
    a.client.how = redis::link_state::connected;
    a.mover.on_state();
    EXPECT_EQ(a.client.counting.size(), 1U);
    a.client.how = redis::link_state::degraded;
    a.way->count_servers(ignore);
    EXPECT_EQ(a.client.counting.size(), 1U);
    a.client.how = redis::link_state::lost; // the client says so
    a.mover.on_state();
    a.way->count_servers(ignore);
    EXPECT_EQ(a.client.counting.size(), 3U);
}

TEST_F(classic_mover_test, counts_servers_at_a_replica_too) {
    a.client.confirm();
    a.client.how = redis::link_state::at_replica;
    a.mover.on_state();
    a.way->count_servers([](error_code, std::size_t) {});
    EXPECT_EQ(a.client.counting.size(), 1U);
}

TEST_F(classic_mover_test, survives_what_is_no_message) {
    for (std::string const& channel :
         {std::string("socket.io#/#"), std::string("socket.io-request#/#"),
          std::string("socket.io-response#/#"), "socket.io-response#/#" + a.uid() + "#"})
        for (std::string const& payload : {std::string(), std::string("{oops"), std::string("\xC1"),
                                           std::string("[]"), std::string("\x93")})
            a.client.deliver(channel, payload);
    EXPECT_EQ(a.mover.counts().malformed.read(), 20U);
    a.client.deliver("socket.io-request#/#", R"({"uid":"z","requestId":"r","type":42})");
    EXPECT_EQ(a.mover.counts().unknown.read(), 1U);
    EXPECT_TRUE(a.ear.heard.empty());
}

TEST_F(classic_mover_test, has_limits) {
    server small(hub, {.limits = {.octets = 40}});
    a.way->send(broadcast_to({}));
    hub.deliver();
    EXPECT_EQ(small.mover.counts().too_large.read(), 1U);
    EXPECT_TRUE(small.ear.heard.empty());
    EXPECT_EQ(b.ear.heard.size(), 1U);
}

TEST_F(classic_mover_test, counts_what_cannot_be_sent) {
    std::string const deep = std::string(1200, '[') + std::string(1200, ']');
    message what = broadcast_to({});
    what.values = {carried_value::encoding::json, deep};
    a.way->send(what);
    EXPECT_TRUE(hub.log.empty());
    EXPECT_EQ(a.mover.counts().not_sent.read(), 1U);
}

TEST_F(classic_mover_test, may_be_closed_while_it_is_heard) {
    a.ear.closes = &a.way;
    b.way->note_room("s", true);
    b.ear.closes = &b.way;
    publish_request(R"({"uid":"z","requestId":"r3","type":2,"sid":"s","room":"j"})");
    EXPECT_EQ(b.way, nullptr);
    hub.log.push_back({"socket.io-request#/#", R"({"uid":"z","type":6,"data":["e"]})"});
    hub.deliver();
    EXPECT_EQ(a.way, nullptr);
    EXPECT_TRUE(a.client.subscriptions.empty());
}

TEST_F(classic_mover_test, tells_all_lines_of_a_gap) {
    hearing second;
    auto const other = a.mover.open("/chat", second);
    a.ear.closes = &a.way;
    a.mover.on_gap();
    EXPECT_EQ(a.ear.heard, names{"gap"});
    EXPECT_EQ(second.heard, names{"gap"});
    a.mover.on_gap();
    EXPECT_EQ(a.ear.heard, names{"gap"}); // it is closed
    EXPECT_EQ(second.heard, (names{"gap", "gap"}));
}

} // namespace
} // namespace socketiota::cluster
