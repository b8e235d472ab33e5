// SPDX-License-Identifier: MIT
// What the listener of an observed session hears of packets and units, and in which order.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include <support/engine_scene.hpp>

namespace socketiota::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr auto until_ping = 25s + 16ms;

/// An observed session on a WebSocket, with everything of its beginning taken.
struct observed_websocket : engine_scene {
    explicit observed_websocket(std::string_view target = websocket_target,
                                engine::engine_options options = {})
        : engine_scene(std::move(options)), peer(*open_websocket(target)) {
        (void)peer.take();
        (void)host.take();
        EXPECT_EQ(host.observe(), 0U);
    }

    websocket_peer peer;
};

/// The same with long-polling.
struct observed_polling : engine_scene {
    observed_polling() : sid(handshake()) {
        (void)host.take();
        EXPECT_EQ(host.observe(), 0U);
    }

    std::string sid;
};

TEST(observed_session, on_a_websocket_tells_of_each_packet_before_it_is_taken) {
    observed_websocket scene;
    scene.peer.text("4text");
    scene.peer.binary("octets");
    scene.peer.text("bAQI="); // a binary as text
    scene.peer.text("6");
    scene.time.settle();
    EXPECT_THAT(scene.host.take(),
                ElementsAre("packet message text", "text text", "packet message octets octets",
                            "binary octets", "packet message octets \1\2", "binary \1\2",
                            "packet noop"));
    scene.peer.text("1");
    scene.time.settle();
    EXPECT_THAT(scene.host.take(),
                ElementsAre("packet close", "0 wait", "0 wait", "closed: transport close"));
}

TEST(observed_session, on_a_websocket_tells_of_what_leaves) {
    observed_websocket scene;
    scene.emit("4one");
    EXPECT_THAT(scene.host.take(), ElementsAre("0 wait"));
    scene.time.pass(until_ping);
    EXPECT_THAT(scene.host.take(), ElementsAre("own ping", "0 wait"));
    scene.peer.text("3");
    scene.time.settle();
    EXPECT_THAT(scene.host.take(), ElementsAre("packet pong"));
}

TEST(observed_session, tells_of_each_unit_that_a_slow_peer_takes) {
    observed_websocket scene;
    scene.peer.connection().set_room(7); // a frame of five octets, and two of the next
    scene.session().send(scene.time.shard().units().make("4.1"));
    scene.session().send(scene.time.shard().units().make("4.2"));
    scene.session().send(scene.time.shard().units().make("4.3"));
    scene.time.settle();
    EXPECT_THAT(scene.host.take(), ElementsAre("2 wait"));
    scene.peer.connection().set_room(4);
    scene.time.settle();
    EXPECT_THAT(scene.host.take(), ElementsAre("1 wait"));
    scene.peer.connection().set_room(100);
    scene.time.settle();
    EXPECT_THAT(scene.host.take(), ElementsAre("0 wait"));
    EXPECT_THAT(scene.peer.take(), ElementsAre("4.1", "4.2", "4.3"));
}

TEST(observed_session, with_long_polling_tells_of_what_a_poll_takes) {
    observed_polling scene;
    scene.emit("4one");
    scene.emit("4two");
    EXPECT_THAT(scene.host.take(), IsEmpty()) << "no poll waits";
    EXPECT_EQ(scene.poll(scene.sid).take_answer()->body, "4one\x1e"
                                                         "4two");
    EXPECT_THAT(scene.host.take(), ElementsAre("0 wait"));
    EXPECT_EQ(scene
                  .post(scene.sid, "4a\x1e"
                                   "bAQI=\x1e"
                                   "3")
                  .body,
              "ok");
    EXPECT_THAT(scene.host.take(),
                ElementsAre("packet message a", "text a", "packet message octets \1\2",
                            "binary \1\2", "packet pong"));
}

TEST(observed_session, tells_of_its_upgrade_and_of_what_waited_for_it) {
    observed_polling scene;
    scene.emit("4waits");
    websocket_peer peer = *scene.open_websocket(engine_scene::websocket(scene.sid));
    peer.text("2probe");
    scene.time.settle();
    EXPECT_THAT(scene.host.take(), IsEmpty()) << "packets of a probe are none of the session";
    peer.text("5");
    scene.time.settle();
    EXPECT_THAT(peer.take(), ElementsAre("3probe", "4waits"));
    EXPECT_THAT(scene.host.take(), ElementsAre("upgraded", "0 wait"));
}

TEST(observed_session, of_revision_3_tells_of_pings_and_its_pongs) {
    engine::engine_options options;
    options.allow_eio3 = true;
    observed_websocket scene("/socket.io/?EIO=3&transport=websocket", std::move(options));
    scene.peer.text("2");
    scene.peer.text("4text");
    scene.time.settle();
    EXPECT_THAT(scene.host.take(), ElementsAre("packet ping", "own pong", "packet message text",
                                               "text text", "0 wait"));
    EXPECT_THAT(scene.peer.take(), ElementsAre("3"));
}

TEST(observed_session, takes_nothing_of_a_packet_in_which_it_ends) {
    observed_websocket scene;
    scene.host.on_packet = [](engine::session& who, engine_packet const&) {
        who.close(engine::close_mode::at_once);
    };
    scene.peer.text("4text");
    scene.peer.text("4more");
    scene.time.settle();
    EXPECT_THAT(scene.host.take(),
                ElementsAre("packet message text", "0 wait", "closed: forced close"));
    observed_polling polling;
    polling.host.on_packet = scene.host.on_packet;
    EXPECT_EQ(polling
                  .post(polling.sid, "4a\x1e"
                                     "4b")
                  .status,
              0U);
    EXPECT_THAT(polling.host.take(),
                ElementsAre("packet message a", "0 wait", "closed: forced close"));
}

TEST(observed_session, says_what_was_not_taken_when_it_ends) {
    observed_websocket scene;
    scene.peer.connection().set_room(0);
    scene.emit("4never");
    (void)scene.host.take();
    scene.session().close(engine::close_mode::at_once);
    EXPECT_THAT(scene.host.take(), ElementsAre("1 wait", "closed: forced close"));
}

TEST(observed_session, is_one_that_asked_for_it) {
    observed_websocket scene;
    websocket_peer other = *scene.open_websocket();
    (void)scene.host.take();
    other.text("4text");
    scene.emit("4answer");
    EXPECT_THAT(scene.host.take(), ElementsAre("text text"));
    EXPECT_EQ(scene.host.observe(), 0U);
    scene.session().send(scene.time.shard().units().make("4waits"));
    EXPECT_EQ(scene.host.observe(), 1U);
}

} // namespace
} // namespace socketiota::test
