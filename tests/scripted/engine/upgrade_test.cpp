// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include <support/engine_scene.hpp>

namespace socketiota::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// A polling session with everything of its beginning taken.
struct upgrading : engine_scene {
    upgrading() : sid(handshake()) { (void)host.take(); }

    websocket_peer probe() { return *open_websocket(websocket(sid)); }

    /// Through the whole upgrade, without a poll waiting.
    websocket_peer upgraded() {
        websocket_peer peer = probe();
        peer.text("2probe");
        time.settle();
        EXPECT_THAT(peer.take(), ElementsAre("3probe"));
        peer.text("5");
        time.settle();
        EXPECT_EQ(session().transport(), engine::transport_kind::websocket);
        return peer;
    }

    std::string sid;
};

TEST(upgrade, goes_the_official_way_and_keeps_the_order_in_both_directions) {
    upgrading scene;
    http_peer first = scene.poll(scene.sid);
    scene.emit("4a");
    EXPECT_EQ(first.take_answer()->body, "4a");
    http_peer second = scene.poll(scene.sid);

    websocket_peer peer = scene.probe();
    scene.emit("4b"); // polling goes on while the other transport is probed
    EXPECT_EQ(second.take_answer()->body, "4b");
    http_peer third = scene.poll(scene.sid);
    peer.text("2probe");
    scene.time.settle();
    EXPECT_THAT(peer.take(), ElementsAre("3probe"));
    EXPECT_EQ(third.take_answer()->body, "6"); // at once, so that the client may go on
    EXPECT_EQ(scene.post(scene.sid, "4from polling").body, "ok");
    scene.emit("4c");
    scene.emit("4d");

    peer.text("5");
    peer.text("4from websocket");
    scene.time.settle();
    EXPECT_THAT(peer.take(), ElementsAre("4c", "4d"));
    EXPECT_THAT(scene.host.take(), ElementsAre("text from polling", "text from websocket"));
    scene.emit("4e");
    EXPECT_THAT(peer.take(), ElementsAre("4e"));
    EXPECT_EQ(scene.metrics[metric::session_upgraded], 1U);

    answer const late = scene.ask("GET", scene.polling(scene.sid));
    EXPECT_EQ(late.status, 400U);
    EXPECT_EQ(late.body, "{\"code\":3,\"message\":\"Bad request\"}");
    EXPECT_EQ(scene.metrics[metric::transport_mismatch], 1U);

    // A second WebSocket does not disturb the first.
    websocket_peer other = scene.probe();
    EXPECT_THAT(other.take(), ElementsAre("<close>"));
    EXPECT_EQ(scene.metrics[metric::upgrade_refused], 1U);
    peer.text("4still here");
    scene.time.settle();
    EXPECT_THAT(scene.host.take(), ElementsAre("text still here"));
}

TEST(upgrade, answers_polls_that_come_late_each_tenth_of_a_second) {
    upgrading scene;
    websocket_peer peer = scene.probe();
    peer.text("2probe");
    scene.time.settle();
    http_peer poll = scene.poll(scene.sid);
    EXPECT_FALSE(poll.take_answer());
    scene.time.pass(120ms);
    EXPECT_EQ(poll.take_answer()->body, "6");
    http_peer next = scene.poll(scene.sid);
    scene.time.pass(120ms);
    EXPECT_EQ(next.take_answer()->body, "6");
}

TEST(upgrade, does_without_the_probe) {
    upgrading scene;
    websocket_peer peer = scene.probe();
    peer.text("5");
    scene.time.settle();
    scene.emit("4now here");
    EXPECT_THAT(peer.take(), ElementsAre("4now here"));
}

TEST(upgrade, answers_a_second_probe_too) {
    upgrading scene;
    websocket_peer peer = scene.probe();
    peer.text("2probe");
    scene.time.settle();
    peer.text("2probe");
    peer.text("2probe");
    scene.time.settle();
    EXPECT_THAT(peer.take(), ElementsAre("3probe", "3probe", "3probe"));
}

TEST(upgrade, owes_a_flood_of_probes_no_more_than_255_answers) {
    upgrading scene;
    websocket_peer peer = scene.probe();
    for (int probe = 0; probe < 1000; ++probe)
        peer.text("2probe");
    scene.time.settle();
    std::vector<std::string> const answers = peer.take();
    EXPECT_EQ(answers.size(), 255U);
    EXPECT_EQ(answers.back(), "3probe");
}

/// The session stays on polling after its probe ended.
void expect_still_polling(upgrading& scene) {
    http_peer poll = scene.poll(scene.sid);
    scene.emit("4still polling");
    EXPECT_EQ(poll.take_answer()->body, "4still polling");
    EXPECT_THAT(scene.host.take(), IsEmpty());
    EXPECT_EQ(scene.session().transport(), engine::transport_kind::polling);
}

TEST(upgrade, breaks_off_at_a_wrong_first_packet) {
    upgrading scene;
    websocket_peer peer = scene.probe();
    peer.text("4hello");
    scene.time.settle();
    EXPECT_THAT(peer.take(), ElementsAre("<close>"));
    EXPECT_EQ(scene.metrics[metric::upgrade_broken_off], 1U);
    expect_still_polling(scene);
    scene.upgraded(); // and may try again
}

TEST(upgrade, breaks_off_at_octets_after_the_probe) {
    upgrading scene;
    websocket_peer peer = scene.probe();
    peer.text("2probe");
    peer.binary("octets");
    scene.time.settle();
    EXPECT_THAT(peer.take(), ElementsAre("<close>"));
    EXPECT_EQ(scene.metrics[metric::upgrade_broken_off], 1U);
    expect_still_polling(scene);
}

TEST(upgrade, ends_a_silent_probe) {
    upgrading scene;
    websocket_peer peer = scene.probe();
    scene.time.pass(10s + 16ms);
    EXPECT_THAT(peer.take(), ElementsAre("<close>"));
    EXPECT_EQ(scene.metrics[metric::upgrade_timeout], 1U);
    expect_still_polling(scene);
}

TEST(upgrade, ends_a_probe_that_goes_no_further) {
    upgrading scene;
    websocket_peer peer = scene.probe();
    peer.text("2probe");
    scene.time.pass(10s + 16ms);
    EXPECT_THAT(peer.take(), ElementsAre("3probe", "<close>"));
    EXPECT_EQ(scene.metrics[metric::upgrade_timeout], 1U);
    expect_still_polling(scene);
}

TEST(upgrade, forgets_a_probe_that_is_lost) {
    upgrading scene;
    websocket_peer peer = scene.probe();
    peer.connection().reset();
    scene.time.settle();
    EXPECT_EQ(scene.metrics[metric::upgrade_lost], 1U);
    expect_still_polling(scene);

    websocket_peer later = scene.probe();
    later.text("2probe");
    later.close({1000, {}});
    scene.time.settle();
    EXPECT_THAT(later.take(), ElementsAre("<close 1000>"));
    EXPECT_EQ(scene.metrics[metric::upgrade_lost], 2U);
    expect_still_polling(scene);
}

TEST(upgrade, refuses_a_second_probe_while_one_is_under_way) {
    upgrading scene;
    websocket_peer peer = scene.probe();
    websocket_peer second = scene.probe();
    EXPECT_THAT(second.take(), ElementsAre("<close>"));
    peer.text("2probe");
    scene.time.settle();
    websocket_peer third = scene.probe();
    EXPECT_THAT(third.take(), ElementsAre("<close>"));
    EXPECT_EQ(scene.metrics[metric::upgrade_refused], 2U);
    peer.text("5");
    scene.time.settle();
    EXPECT_EQ(scene.session().transport(), engine::transport_kind::websocket);
}

TEST(upgrade, is_not_needed_by_a_session_that_began_with_a_websocket) {
    engine_scene scene;
    auto peer = scene.open_websocket();
    auto second = scene.open_websocket(scene.websocket(std::string(scene.session().id())));
    EXPECT_THAT(second->take(), ElementsAre("<close>"));
    EXPECT_EQ(scene.subject().session_count(), 1U);
}

TEST(upgrade, ends_with_its_session) {
    for (bool const probed : {false, true}) {
        upgrading scene;
        websocket_peer peer = scene.probe();
        if (probed)
            peer.text("2probe");
        scene.time.settle();
        (void)peer.take();
        scene.session().close(engine::close_mode::at_once);
        scene.time.settle();
        EXPECT_THAT(peer.take(), ElementsAre("<close>"));
        peer.connection().end();
        EXPECT_TRUE(scene.is_empty());
    }
}

TEST(upgrade, ends_polls_and_deliveries_of_the_old_transport) {
    upgrading scene;
    websocket_peer peer = scene.probe();
    http_peer poll = scene.poll(scene.sid);
    http_peer delivery = scene.connect();
    delivery.connection().send("POST " + scene.polling(scene.sid) +
                               " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\n4x");
    peer.text("5");
    scene.time.settle();
    EXPECT_EQ(poll.take_answer()->body, "1");
    EXPECT_TRUE(delivery.connection().closed_by_server());
    EXPECT_THAT(scene.host.take(), IsEmpty());
}

TEST(upgrade, may_still_finish_while_the_session_closes) {
    upgrading scene;
    websocket_peer peer = scene.probe();
    scene.emit("4last words");
    scene.session().close(engine::close_mode::after_sending);
    scene.time.settle();
    peer.text("5");
    scene.time.settle();
    EXPECT_THAT(peer.take(), ElementsAre("4last words", "<close>"));
    EXPECT_THAT(scene.host.take(), ElementsAre("closed: forced close"));
}

TEST(upgrade, keeps_the_heartbeat_when_a_pong_was_due) {
    upgrading scene;
    http_peer poll = scene.poll(scene.sid);
    scene.time.pass(25s + 16ms);
    EXPECT_EQ(poll.take_answer()->body, "2");
    websocket_peer peer = scene.upgraded(); // the pong is never sent
    scene.time.pass(25s + 16ms);
    EXPECT_THAT(peer.take(), ElementsAre("2"));
    scene.time.pass(20s + 16ms);
    EXPECT_THAT(scene.host.take(), ElementsAre("closed: ping timeout"));
}

TEST(upgrade, keeps_the_heartbeat_after_other_traffic) {
    upgrading scene;
    http_peer poll = scene.poll(scene.sid);
    scene.time.pass(25s + 16ms);
    EXPECT_EQ(scene.post(scene.sid, "4other").body, "ok");
    websocket_peer peer = scene.upgraded();
    scene.time.pass(25s + 16ms);
    EXPECT_THAT(peer.take(), ElementsAre("2"));
}

TEST(upgrade, hands_a_pause_on) {
    upgrading scene;
    scene.session().pause_reading();
    websocket_peer peer = scene.upgraded();
    EXPECT_TRUE(peer.connection().paused());
    scene.session().resume_reading();
    EXPECT_FALSE(peer.connection().paused());
}

TEST(upgrade, is_not_refused_where_it_is_not_advertised) {
    engine::engine_options options;
    options.allow_upgrades = false;
    engine_scene scene(options);
    answer const opened = scene.ask("GET", polling_target);
    EXPECT_THAT(opened.body, testing::HasSubstr("\"upgrades\":[]"));
    auto peer = scene.open_websocket(scene.websocket(std::string(scene.session().id())));
    peer->text("5");
    scene.time.settle();
    EXPECT_EQ(scene.session().transport(), engine::transport_kind::websocket);
}

} // namespace
} // namespace socketiota::test
