// SPDX-License-Identifier: MIT
// Sessions of Engine.IO revision 3, beside those of revision 4.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>

#include <support/engine_scene.hpp>

namespace socketiota::test {
namespace {

using namespace std::string_literals;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::StartsWith;

constexpr std::string_view old_polling = "/socket.io/?EIO=3&transport=polling";
constexpr std::string_view old_websocket = "/socket.io/?EIO=3&transport=websocket";
constexpr auto ping_interval = 25s + 16ms;
constexpr auto ping_timeout = 20s + 16ms;
constexpr auto silence = 45s + 16ms;

header_lines const as_octets{{"Content-Type", "application/octet-stream"}};

engine::engine_options with_eio3() {
    engine::engine_options options;
    options.allow_eio3 = true;
    return options;
}

/// A server that lets clients of revision 3 in.
struct old_scene : engine_scene {
    old_scene() : engine_scene(with_eio3()) {}

    /// A polling session with everything of its beginning taken.
    std::string begin(std::string const& more = {}) {
        std::string const open = ask("GET", std::string(old_polling) + more).body;
        (void)host.take();
        return open.substr(open.find("\"sid\":\"") + 7, 20);
    }

    static std::string target(std::string const& sid) {
        return std::string(old_polling) + "&sid=" + sid;
    }

    http_peer old_poll(std::string const& sid) { return send("GET", target(sid)); }

    answer deliver(std::string const& sid, std::string_view body,
                   header_lines const& headers = {}) {
        return ask("POST", target(sid), body, headers);
    }
};

/// One on a WebSocket, with everything of its beginning taken.
struct old_websocket_scene : old_scene {
    explicit old_websocket_scene(std::string const& more = {})
        : peer(*open_websocket(std::string(old_websocket) + more)) {
        (void)peer.take();
        (void)host.take();
    }

    websocket_peer peer;
};

TEST(revision3, is_refused_unless_it_is_allowed) {
    engine_scene scene;
    answer const refused = scene.ask("GET", old_polling);
    EXPECT_EQ(refused.status, 400U);
    EXPECT_EQ(refused.body, R"({"code":5,"message":"Unsupported protocol version"})");
    EXPECT_EQ(scene.metrics[metric::unsupported_revision], 1U);
    EXPECT_FALSE(scene.open_websocket(old_websocket));
    EXPECT_TRUE(scene.is_empty());
}

TEST(revision3, opens_with_a_length_before_each_packet) {
    old_scene scene;
    answer const opened = scene.ask("GET", old_polling);
    EXPECT_EQ(opened.status, 200U);
    EXPECT_EQ(opened.header("Content-Type"), "text/plain; charset=UTF-8");
    std::size_t const colon = opened.body.find(':');
    EXPECT_EQ(opened.body.substr(0, colon), std::to_string(opened.body.size() - colon - 1));
    EXPECT_THAT(opened.body.substr(colon + 1), StartsWith("0{\"sid\":\""));
    EXPECT_EQ(scene.session().protocol(), wire::engine_revision::three);
    // Without the parameter, or with one that is neither: as the official server.
    EXPECT_EQ(scene.ask("GET", "/socket.io/?transport=polling").body.find(':'), colon);
    EXPECT_EQ(scene.session().protocol(), wire::engine_revision::three);
}

TEST(revision3, lives_beside_revision_4) {
    old_scene scene;
    std::string const sid = scene.begin();
    std::string const other = scene.handshake();
    (void)scene.host.take();
    EXPECT_EQ(scene.deliver(sid, "6:4hello").body, "ok");
    EXPECT_EQ(scene.post(other, "4hello").body, "ok");
    EXPECT_THAT(scene.host.take(), ElementsAre("text hello", "text hello"));
    // The same unit to both, in each revision's own form.
    http_peer old_one = scene.old_poll(sid);
    http_peer new_one = scene.poll(other);
    auto const unit = scene.time.shard().units().make("4\xe2\x82\xac", {bytes("\1\2\3\4")});
    for (engine::session* const each : scene.host.sessions())
        each->send(unit);
    scene.time.settle();
    answer const with_octets = old_one.take_answer().value_or(answer{});
    EXPECT_EQ(with_octets.header("Content-Type"), "application/octet-stream");
    EXPECT_EQ(with_octets.body, "\0\4\xff"
                                "4\xe2\x82\xac\1\5\xff\4\1\2\3\4"s);
    EXPECT_EQ(new_one.take_answer().value_or(answer{}).body, "4\xe2\x82\xac\x1e"
                                                             "bAQIDBA==");
}

TEST(revision3, keeps_to_its_revision) {
    old_scene scene;
    std::string const sid = scene.begin();
    answer const refused = scene.ask("GET", scene.polling(sid));
    EXPECT_EQ(refused.status, 400U);
    EXPECT_EQ(refused.body, R"({"code":3,"message":"Bad request"})");
    EXPECT_EQ(scene.metrics[metric::protocol_mismatch], 1U);
    EXPECT_FALSE(scene.open_websocket(scene.websocket(sid)));
    EXPECT_EQ(scene.subject().session_count(), 1U);
}

TEST(revision3, takes_deliveries_as_text_and_as_octets) {
    old_scene scene;
    std::string const sid = scene.begin();
    EXPECT_EQ(scene
                  .deliver(sid, "3:4\xe2\x82\xac"
                                "a8:b4YWJjZA2:4b")
                  .body,
              "ok");
    EXPECT_EQ(scene
                  .deliver(sid,
                           "\0\2\xff"
                           "4c\1\3\xff\4de"s,
                           as_octets)
                  .body,
              "ok");
    EXPECT_EQ(scene.deliver(sid, ""s, as_octets).body, "ok");
    EXPECT_THAT(scene.host.take(), ElementsAre("text \xe2\x82\xac"
                                               "a",
                                               "binary abcd", "text b", "text c", "binary de"));
}

TEST(revision3, ends_at_a_delivery_that_is_no_payload) {
    for (auto const& [body, headers] :
         {std::pair{"9:4hello"s, header_lines{}}, std::pair{"4hello"s, header_lines{}},
          std::pair{""s, header_lines{}}, std::pair{"2:4\xff"s, header_lines{}},
          std::pair{"\1\1\xff\2"s, as_octets}, std::pair{"\0\2\xff"s, as_octets},
          std::pair{"6:4hello"s, as_octets}}) {
        old_scene scene;
        std::string const sid = scene.begin();
        EXPECT_EQ(scene.deliver(sid, body, headers).status, 400U) << body;
        EXPECT_THAT(scene.host.take(), ElementsAre("closed: parse error"));
        EXPECT_TRUE(scene.is_empty());
    }
}

TEST(revision3, answers_with_text_to_a_client_that_asks_for_base64) {
    old_scene scene;
    std::string const sid = scene.begin("&b64=1");
    scene.emit("4a", {bytes("\1\2\3\4"), bytes("x")});
    answer const polled = scene.old_poll(sid).take_answer().value_or(answer{});
    EXPECT_EQ(polled.header("Content-Type"), "text/plain; charset=UTF-8");
    EXPECT_EQ(polled.body, "2:4a10:b4AQIDBA==6:b4eA==");
    scene.emit("", {bytes("x")});
    EXPECT_EQ(scene.old_poll(sid).take_answer().value_or(answer{}).body, "6:b4eA==");
}

TEST(revision3, answers_with_octets_that_stand_alone) {
    old_scene scene;
    std::string const sid = scene.begin();
    scene.emit("", {bytes("x")});
    EXPECT_EQ(scene.old_poll(sid).take_answer().value_or(answer{}).body, "\1\2\xff\4x"s);
}

TEST(revision3, says_its_last_word_in_its_own_form) {
    old_scene scene;
    std::string const sid = scene.begin();
    http_peer poll = scene.old_poll(sid);
    scene.session().close(engine::close_mode::after_sending);
    scene.time.settle();
    EXPECT_EQ(poll.take_answer().value_or(answer{}).body, "1:1");
    std::string const second = scene.begin();
    scene.session().close(engine::close_mode::after_sending);
    scene.time.settle();
    EXPECT_EQ(scene.old_poll(second).take_answer().value_or(answer{}).body, "1:61:1");
    std::string const third = scene.begin();
    http_peer last = scene.old_poll(third);
    EXPECT_EQ(scene.deliver(third, "1:1").body, "ok");
    EXPECT_EQ(last.take_answer().value_or(answer{}).body, "1:6");
    EXPECT_THAT(scene.host.take(), ElementsAre("closed: transport close"));
}

TEST(revision3, puts_its_type_before_the_octets_of_a_websocket) {
    old_websocket_scene scene;
    scene.emit("4a", {bytes("bc"), bytes(std::string_view())});
    EXPECT_THAT(scene.peer.take(), ElementsAre("4a", "<binary \4bc>", "<binary \4>"));
    scene.emit("", {bytes("d")});
    EXPECT_THAT(scene.peer.take(), ElementsAre("<binary \4d>"));
    scene.peer.text("4e");
    scene.peer.binary("\4f");
    scene.peer.text("b4Zw==");
    scene.time.settle();
    EXPECT_THAT(scene.host.take(), ElementsAre("text e", "binary f", "binary g"));
    scene.peer.binary("f");
    scene.time.settle();
    EXPECT_THAT(scene.host.take(), ElementsAre("closed: parse error"));
}

TEST(revision3, has_base64_on_a_websocket_that_asks_for_it) {
    old_websocket_scene scene("&b64=1");
    scene.emit("4a", {bytes("bc"), bytes(std::string_view())});
    EXPECT_THAT(scene.peer.take(), ElementsAre("4a", "b4YmM=", "b4"));
    scene.peer.text("bYmM=");
    scene.time.settle();
    EXPECT_THAT(scene.host.take(), ElementsAre("closed: parse error"));
}

// ---- heartbeats ----

TEST(revision3_heartbeat, answers_pings_and_sends_none) {
    old_websocket_scene scene;
    for (int count = 0; count < 3; ++count) {
        scene.time.pass(44s);
        EXPECT_THAT(scene.peer.take(), IsEmpty());
        scene.peer.text("2");
        scene.time.settle();
        EXPECT_THAT(scene.peer.take(), ElementsAre("3"));
    }
    EXPECT_THAT(scene.host.take(), IsEmpty());
}

TEST(revision3_heartbeat, drops_a_client_that_never_pings) {
    old_websocket_scene scene;
    scene.time.pass(44s);
    scene.peer.text("4other traffic does not count");
    scene.time.pass(1s + 16ms);
    EXPECT_THAT(scene.host.take(),
                ElementsAre("text other traffic does not count", "closed: ping timeout"));
    EXPECT_EQ(scene.metrics[metric::ping_timeout], 1U);
}

TEST(revision3_heartbeat, counts_pings_of_polling_too) {
    old_scene scene;
    std::string const sid = scene.begin();
    scene.time.pass(44s);
    EXPECT_EQ(scene.deliver(sid, "1:2").body, "ok");
    EXPECT_EQ(scene.old_poll(sid).take_answer().value_or(answer{}).body, "1:3");
    scene.time.pass(44s);
    EXPECT_EQ(scene.subject().session_count(), 1U);
    scene.time.pass(1s + 16ms);
    EXPECT_THAT(scene.host.take(), ElementsAre("closed: ping timeout"));
}

TEST(revision3_heartbeat, drops_a_client_that_never_pings_after_an_upgrade) {
    old_scene scene;
    std::string const sid = scene.begin();
    scene.time.pass(30s);
    websocket_peer peer = *scene.open_websocket(std::string(old_websocket) + "&sid=" + sid);
    http_peer poll = scene.old_poll(sid);
    peer.text("2probe");
    scene.time.settle();
    EXPECT_THAT(peer.take(), ElementsAre("3probe"));
    EXPECT_EQ(poll.take_answer().value_or(answer{}).body, "1:6");
    peer.text("5");
    peer.text("4upgraded");
    scene.time.settle();
    EXPECT_EQ(scene.session().transport(), engine::transport_kind::websocket);
    scene.emit("4a", {bytes("b")});
    EXPECT_THAT(peer.take(), ElementsAre("4a", "<binary \4b>"));
    scene.time.pass(15s + 16ms);
    EXPECT_THAT(scene.host.take(), ElementsAre("text upgraded", "closed: ping timeout"));
}

TEST(revision3_heartbeat, refuses_a_pong) {
    old_websocket_scene scene;
    scene.peer.text("3");
    scene.time.settle();
    EXPECT_THAT(scene.host.take(),
                ElementsAre("closed: transport error (invalid heartbeat direction)"));
}

TEST(revision3_heartbeat, goes_on_with_pongs_while_nothing_is_read) {
    old_websocket_scene scene;
    scene.session().pause_reading();
    scene.time.pass(ping_interval);
    scene.time.pass(ping_interval);
    EXPECT_THAT(scene.peer.take(), ElementsAre("3", "3"));
    scene.session().resume_reading();
    scene.time.pass(44s);
    EXPECT_EQ(scene.subject().session_count(), 1U);
    scene.time.pass(1s + 16ms);
    EXPECT_THAT(scene.host.take(), ElementsAre("closed: ping timeout"));
}

TEST(revision3_heartbeat, answers_and_judges_what_came_behind_the_packet_that_paused) {
    old_websocket_scene scene;
    scene.host.on_text = [](engine::session& self, std::string_view) { self.pause_reading(); };
    scene.peer.text("4slow");
    scene.peer.text("2"); // in the same piece of input, so it is read all the same
    scene.time.settle();
    EXPECT_THAT(scene.peer.take(), ElementsAre("3"));
    scene.session().resume_reading();
    scene.peer.text("4slow");
    scene.peer.text("3");
    scene.time.settle();
    EXPECT_THAT(scene.host.take(),
                ElementsAre("text slow", "text slow",
                            "closed: transport error (invalid heartbeat direction)"));
}

TEST(revision3_heartbeat, ends_a_paused_session_whose_pong_does_not_leave) {
    old_websocket_scene scene;
    scene.session().pause_reading();
    scene.peer.connection().set_room(0);
    scene.time.pass(ping_interval);
    scene.time.pass(ping_interval);
    scene.time.pass(19s);
    EXPECT_EQ(scene.subject().session_count(), 1U);
    scene.time.pass(1s + 16ms);
    EXPECT_THAT(scene.host.take(), ElementsAre("closed: ping timeout"));
}

TEST(revision3_heartbeat, goes_on_when_the_pong_of_a_paused_session_leaves_late) {
    old_websocket_scene scene;
    scene.session().pause_reading();
    scene.peer.connection().set_room(0);
    scene.time.pass(ping_interval);
    scene.time.pass(ping_interval);
    scene.peer.connection().set_room(1000);
    scene.time.pass(ping_timeout);
    EXPECT_THAT(scene.peer.take(), ElementsAre("3", "3"));
    EXPECT_THAT(scene.host.take(), IsEmpty());
}

TEST(revision3_heartbeat, listens_again_after_a_pause_with_a_late_pong) {
    old_websocket_scene scene;
    scene.session().pause_reading();
    scene.peer.connection().set_room(0);
    scene.time.pass(ping_interval);
    scene.time.pass(ping_interval);
    scene.session().resume_reading();
    scene.time.pass(silence);
    EXPECT_THAT(scene.host.take(), ElementsAre("closed: ping timeout"));
}

/// A polling session whose pong waits for a poll, while nothing more is to be read.
struct late_pong : old_scene {
    late_pong() : sid(begin()) {
        session().pause_reading();
        time.pass(ping_interval);
        time.pass(ping_interval);
    }

    std::string sid;
};

TEST(revision3_heartbeat, hears_of_a_delivery_while_a_pong_is_late) {
    late_pong pinging;
    http_peer const held = pinging.send("POST", pinging.target(pinging.sid), "1:2");
    EXPECT_EQ(pinging.old_poll(pinging.sid).take_answer().value_or(answer{}).body, "1:31:3");
    late_pong wrong;
    http_peer const refused = wrong.send("POST", wrong.target(wrong.sid), "1:3");
    EXPECT_THAT(wrong.host.take(),
                ElementsAre("closed: transport error (invalid heartbeat direction)"));
}

TEST(revision3_heartbeat, stops_with_its_session_in_every_state) {
    auto const close = [](old_scene& scene) {
        scene.session().close(engine::close_mode::at_once);
        scene.time.pass(60s);
        EXPECT_TRUE(scene.is_empty());
    };
    old_websocket_scene listening;
    close(listening);
    old_websocket_scene paused;
    paused.session().pause_reading();
    close(paused);
    late_pong late;
    close(late);
}

} // namespace
} // namespace socketiota::test
