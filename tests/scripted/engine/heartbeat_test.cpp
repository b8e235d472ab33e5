// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include <support/engine_scene.hpp>

namespace socketiota::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// A deadline may fire up to one tick of the wheel late.
constexpr auto interval = 25s + 16ms;
constexpr auto timeout = 20s + 16ms;

/// A session on a WebSocket, with everything of its beginning taken.
struct beating : engine_scene {
    beating() : peer(*open_websocket()) {
        (void)peer.take();
        (void)host.take();
    }

    websocket_peer peer;
};

TEST(heartbeat, pings_after_each_interval_that_a_pong_begins) {
    beating scene;
    scene.time.pass(24s);
    EXPECT_THAT(scene.peer.take(), IsEmpty());
    scene.time.pass(1s + 16ms);
    EXPECT_THAT(scene.peer.take(), ElementsAre("2"));
    scene.time.pass(19s);
    scene.peer.text("3");
    scene.time.pass(24s);
    EXPECT_THAT(scene.peer.take(), IsEmpty());
    scene.time.pass(1s + 16ms);
    EXPECT_THAT(scene.peer.take(), ElementsAre("2"));
    EXPECT_THAT(scene.host.take(), IsEmpty());
}

TEST(heartbeat, ends_a_session_that_sends_no_pong) {
    beating scene;
    scene.time.pass(interval);
    scene.time.pass(timeout);
    EXPECT_THAT(scene.peer.take(), ElementsAre("2", "<close>"));
    EXPECT_THAT(scene.host.take(), ElementsAre("closed: ping timeout"));
    EXPECT_EQ(scene.metrics[metric::ping_timeout], 1U);
    EXPECT_EQ(scene.subject().unfinished(), 1U);
    scene.time.pass(6s); // the peer never closes its end
    EXPECT_TRUE(scene.peer.connection().closed_by_server());
    EXPECT_TRUE(scene.is_empty());
}

engine::engine_options quick() {
    engine::engine_options options;
    options.ping_interval = 300ms;
    options.ping_timeout = 200ms;
    return options;
}

// Neither of both times is a multiple of the wheel's tick.
TEST(heartbeat, ends_a_session_for_requests_at_its_exact_time) {
    engine_scene scene(quick());
    std::string const sid = scene.handshake();
    http_peer poll = scene.poll(sid);
    scene.time.pass(310ms);
    EXPECT_EQ(poll.take_answer().value_or(answer{}).body, "2");
    scene.time.pass(190ms);
    EXPECT_EQ(scene.ask("GET", scene.polling(sid)).status, 400U);
    EXPECT_EQ(scene.subject().session_count(), 0U);
    EXPECT_EQ(scene.metrics[metric::ping_timeout], 1U);
}

TEST(heartbeat, lets_a_pong_in_until_its_exact_time) {
    engine_scene scene(quick());
    std::string const sid = scene.handshake();
    scene.time.pass(499ms);
    EXPECT_EQ(scene.post(sid, "3").status, 200U);
    scene.time.pass(100ms);
    EXPECT_EQ(scene.subject().session_count(), 1U);
}

TEST(heartbeat, gives_a_client_its_time_after_a_stall) {
    engine_scene scene(quick());
    std::string const sid = scene.handshake();
    scene.time.stall(2s); // the ping leaves so late
    scene.time.pass(140ms);
    EXPECT_EQ(scene.post(sid, "3").status, 200U);
    EXPECT_EQ(scene.subject().session_count(), 1U);
}

TEST(heartbeat, is_extended_once_by_other_traffic) {
    beating scene;
    scene.time.pass(interval);
    scene.time.pass(19s);
    scene.peer.text("4first");
    scene.time.pass(19s);
    scene.peer.text("4second");
    EXPECT_EQ(scene.subject().session_count(), 1U);
    scene.time.pass(2s);
    EXPECT_THAT(scene.host.take(),
                ElementsAre("text first", "text second", "closed: ping timeout"));
}

TEST(heartbeat, goes_on_after_an_extended_pong) {
    beating scene;
    scene.time.pass(interval);
    scene.peer.text("4other");
    scene.peer.text("3");
    scene.time.pass(interval);
    EXPECT_THAT(scene.peer.take(), ElementsAre("2", "2"));
}

TEST(heartbeat, does_not_care_about_pongs_that_nobody_asked_for) {
    beating scene;
    scene.time.pass(20s);
    scene.peer.text("3");
    scene.time.pass(5s + 16ms);
    EXPECT_THAT(scene.peer.take(), ElementsAre("2"));
}

TEST(heartbeat, refuses_a_ping_before_the_first_of_ours) {
    beating scene;
    scene.peer.text("2");
    scene.time.settle();
    EXPECT_THAT(scene.host.take(),
                ElementsAre("closed: transport error (invalid heartbeat direction)"));
    EXPECT_EQ(scene.metrics[metric::wrong_heartbeat_direction], 1U);
}

TEST(heartbeat, refuses_a_ping_for_a_ping) {
    beating scene;
    scene.time.pass(interval);
    scene.peer.text("2");
    scene.time.settle();
    EXPECT_THAT(scene.host.take(),
                ElementsAre("closed: transport error (invalid heartbeat direction)"));
}

TEST(heartbeat, refuses_a_ping_after_other_traffic) {
    beating scene;
    scene.time.pass(interval);
    scene.peer.text("4other");
    scene.peer.text("2");
    scene.time.settle();
    EXPECT_THAT(scene.host.take(),
                ElementsAre("text other", "closed: transport error (invalid heartbeat direction)"));
}

TEST(heartbeat, refuses_a_ping_behind_the_packet_that_paused) {
    beating scene;
    scene.host.on_text = [](engine::session& self, std::string_view) { self.pause_reading(); };
    scene.peer.text("4slow");
    scene.peer.text("2"); // in the same piece of input, so it is read all the same
    scene.time.settle();
    EXPECT_THAT(scene.host.take(),
                ElementsAre("text slow", "closed: transport error (invalid heartbeat direction)"));
}

TEST(heartbeat, pings_on_without_waiting_for_pongs_while_paused) {
    beating scene;
    scene.session().pause_reading();
    scene.session().pause_reading(); // once is enough
    EXPECT_TRUE(scene.peer.connection().paused());
    scene.time.pass(interval);
    scene.time.pass(interval);
    EXPECT_THAT(scene.peer.take(), ElementsAre("2", "2"));
    scene.session().resume_reading();
    EXPECT_FALSE(scene.peer.connection().paused());
    scene.time.pass(interval);
    EXPECT_THAT(scene.peer.take(), ElementsAre("2"));
    scene.time.pass(timeout);
    EXPECT_THAT(scene.host.take(), ElementsAre("closed: ping timeout"));
}

TEST(heartbeat, ends_a_paused_session_whose_ping_does_not_leave) {
    beating scene;
    scene.session().pause_reading();
    scene.peer.connection().set_room(0);
    scene.time.pass(interval);
    scene.time.pass(interval);
    scene.time.pass(19s);
    EXPECT_EQ(scene.subject().session_count(), 1U);
    scene.time.pass(1s + 16ms);
    EXPECT_EQ(scene.subject().session_count(), 0U);
    EXPECT_THAT(scene.host.take(), ElementsAre("closed: ping timeout"));
    EXPECT_EQ(scene.metrics[metric::ping_timeout], 1U);
}

TEST(heartbeat, goes_on_when_the_ping_of_a_paused_session_leaves_late) {
    beating scene;
    scene.session().pause_reading();
    scene.peer.connection().set_room(0);
    scene.time.pass(interval);
    scene.time.pass(interval);
    scene.peer.connection().set_room(1000);
    scene.time.pass(timeout);
    EXPECT_THAT(scene.peer.take(), ElementsAre("2", "2"));
    scene.time.pass(interval);
    EXPECT_THAT(scene.peer.take(), ElementsAre("2"));
    EXPECT_THAT(scene.host.take(), IsEmpty());
}

TEST(heartbeat, waits_for_the_pong_of_a_late_ping_after_the_pause) {
    beating scene;
    scene.session().pause_reading();
    scene.peer.connection().set_room(0);
    scene.time.pass(interval);
    scene.time.pass(interval);
    scene.peer.connection().set_room(1000);
    scene.session().resume_reading();
    scene.peer.text("3");
    scene.time.pass(timeout);
    EXPECT_EQ(scene.subject().session_count(), 1U);
    scene.time.pass(interval);
    scene.time.pass(timeout);
    EXPECT_THAT(scene.host.take(), ElementsAre("closed: ping timeout"));
}

TEST(heartbeat, refuses_a_ping_from_a_client_that_does_not_take_ours) {
    engine_scene scene;
    std::string const sid = scene.handshake();
    (void)scene.host.take();
    scene.session().pause_reading();
    scene.time.pass(interval); // the ping waits for a poll
    scene.time.pass(interval);
    http_peer const delivery = scene.send("POST", scene.polling(sid), "2");
    EXPECT_THAT(scene.host.take(),
                ElementsAre("closed: transport error (invalid heartbeat direction)"));
}

TEST(heartbeat, is_paused_from_its_beginning_by_a_host_that_pauses_at_once) {
    engine_scene scene;
    scene.host.on_open = [](engine::session& opened) { opened.pause_reading(); };
    websocket_peer peer(*scene.open_websocket());
    (void)peer.take();
    scene.time.pass(interval);
    scene.time.pass(interval);
    EXPECT_THAT(peer.take(), ElementsAre("2", "2"));
    EXPECT_EQ(scene.subject().session_count(), 1U);
}

TEST(heartbeat, may_be_paused_while_a_pong_is_due) {
    beating scene;
    scene.time.pass(interval);
    scene.session().pause_reading();
    scene.time.pass(timeout);
    EXPECT_EQ(scene.subject().session_count(), 1U);
    scene.session().resume_reading();
    scene.time.pass(5s + 16ms); // the interval has run on since the pause
    EXPECT_THAT(scene.peer.take(), ElementsAre("2", "2"));
}

TEST(heartbeat, may_be_paused_after_it_was_extended) {
    beating scene;
    scene.time.pass(interval);
    scene.peer.text("4other");
    scene.time.settle();
    scene.session().pause_reading();
    scene.time.pass(interval);
    EXPECT_THAT(scene.peer.take(), ElementsAre("2", "2"));
}

TEST(heartbeat, stops_with_its_session_in_every_state) {
    auto const close = [](beating& scene) {
        scene.session().close(engine::close_mode::at_once);
        (void)scene.peer.take();
        scene.time.pass(60s);
        EXPECT_THAT(scene.peer.take(), IsEmpty());
        EXPECT_TRUE(scene.is_empty());
    };
    {
        beating waiting_for_interval;
        close(waiting_for_interval);
    }
    {
        beating waiting_for_pong;
        waiting_for_pong.time.pass(interval);
        close(waiting_for_pong);
    }
    {
        beating extended;
        extended.time.pass(interval);
        extended.peer.text("4other");
        extended.time.settle();
        close(extended);
    }
    {
        beating paused;
        paused.session().pause_reading();
        close(paused);
    }
    {
        beating unsent;
        unsent.session().pause_reading();
        unsent.peer.connection().set_room(0);
        unsent.time.pass(interval);
        unsent.time.pass(interval);
        close(unsent);
    }
}

} // namespace
} // namespace socketiota::test
