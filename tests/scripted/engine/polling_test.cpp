// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include <support/engine_scene.hpp>

namespace socketiota::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(polling_session, opens_talks_and_is_closed_by_the_client) {
    engine_scene scene;
    answer const opened = scene.ask("GET", polling_target);
    EXPECT_EQ(opened.status, 200U);
    EXPECT_EQ(opened.header("Content-Type"), "text/plain; charset=UTF-8");
    EXPECT_EQ(opened.header("cache-control"), "no-store");
    std::string const sid(scene.session().id());
    EXPECT_EQ(opened.body, "0{\"sid\":\"" + sid +
                               "\",\"upgrades\":[\"websocket\"],\"pingInterval\":25000,"
                               "\"pingTimeout\":20000,\"maxPayload\":1000000}");
    EXPECT_THAT(scene.host.take(), ElementsAre("open"));

    answer const delivered = scene.post(sid, "4hello\x1e"
                                             "bAQIDBA==\x1e"
                                             "4again");
    EXPECT_EQ(delivered.status, 200U);
    EXPECT_EQ(delivered.body, "ok");
    EXPECT_EQ(delivered.header("Content-Type"), "text/html");
    EXPECT_EQ(delivered.header("cache-control"), "no-store");
    EXPECT_THAT(scene.host.take(), ElementsAre("text hello", "binary \1\2\3\4", "text again"));

    http_peer poll = scene.poll(sid);
    EXPECT_FALSE(poll.take_answer());
    scene.emit("4answer", {bytes(std::string_view("\1\2\3\4"))});
    EXPECT_EQ(poll.take_answer()->body, "4answer\x1e"
                                        "bAQIDBA==");
    scene.emit("4one");
    scene.emit("4two");
    EXPECT_EQ(scene.poll(sid).take_answer()->body, "4one\x1e"
                                                   "4two");

    http_peer last = scene.poll(sid);
    EXPECT_EQ(scene.post(sid, "1").body, "ok");
    EXPECT_EQ(last.take_answer()->body, "6");
    EXPECT_THAT(scene.host.take(), ElementsAre("closed: transport close"));
    EXPECT_EQ(scene.ask("GET", scene.polling(sid)).body,
              "{\"code\":1,\"message\":\"Session ID unknown\"}");
    EXPECT_TRUE(scene.is_empty());
}

// Official clients act on a close packet before they act on what stands in front of it in the same
// payload.
TEST(polling_session, answers_with_the_rest_and_then_with_the_close_packet) {
    engine_scene scene;
    std::string const sid = scene.handshake();
    http_peer poll = scene.poll(sid);
    scene.session().send(scene.time.shard().units().make("4last words"));
    scene.session().close(engine::close_mode::after_sending);
    scene.session().send(scene.time.shard().units().make("4too late"));
    EXPECT_FALSE(scene.session().open());
    scene.time.settle();
    EXPECT_EQ(poll.take_answer()->body, "4last words");
    EXPECT_FALSE(scene.is_empty());
    EXPECT_EQ(scene.poll(sid).take_answer()->body, "6\x1e"
                                                   "1");
    EXPECT_TRUE(scene.is_empty());
}

TEST(polling_session, keeps_the_rest_for_a_poll_that_comes_while_closing) {
    engine_scene scene;
    std::string const sid = scene.handshake();
    scene.emit("4last words");
    scene.session().close(engine::close_mode::after_sending);
    scene.time.pass(29s);
    EXPECT_EQ(scene.poll(sid).take_answer()->body, "4last words");
    EXPECT_EQ(scene.poll(sid).take_answer()->body, "6\x1e"
                                                   "1");
    EXPECT_EQ(scene.metrics[metric::closed_by_server], 1U);
    EXPECT_TRUE(scene.is_empty());
}

/// How the answer to a poll is encoded that has been waiting for `text`.
std::string encoding_of(engine::engine_options options, std::string_view accepted,
                        std::string_view text, base::send_flags flags = {}) {
    engine_scene scene(std::move(options));
    std::string const sid = scene.handshake();
    auto poll = scene.send("GET", engine_scene::polling(sid), {},
                           {{"Accept-Encoding", std::string(accepted)}});
    scene.session().send(scene.time.shard().units().make(text, {}, flags));
    scene.time.settle();
    answer const got = poll.take_answer().value_or(answer{});
    EXPECT_EQ(got.status, 200U);
    bool const is_compressed = !got.header("Content-Encoding").empty();
    EXPECT_EQ(got.body == text, !is_compressed);
    EXPECT_EQ(got.body.size() < text.size(), is_compressed);
    return got.header("Content-Encoding");
}

TEST(polling_session, compresses_large_answers_for_who_takes_that) {
    std::string const text = '4' + std::string(1023, 'x');
    EXPECT_EQ(encoding_of({}, "gzip", text), "gzip");
    EXPECT_EQ(encoding_of({}, "deflate", text), "deflate");
    EXPECT_EQ(encoding_of({}, "br", text), "");
    EXPECT_EQ(encoding_of({}, "gzip", text.substr(1)), "") << "one octet less";
    EXPECT_EQ(encoding_of({}, "gzip", text, {.compress = false}), "");
    engine::engine_options options;
    options.http_compression->threshold = 1000;
    EXPECT_EQ(encoding_of(options, "gzip", text.substr(24)), "gzip");
    options.http_compression.reset();
    EXPECT_EQ(encoding_of(options, "gzip", text), "");
}

TEST(polling_session, waits_thirty_seconds_for_the_last_poll) {
    engine_scene scene;
    std::string const sid = scene.handshake();
    (void)scene.host.take();
    scene.session().close(engine::close_mode::after_sending);
    scene.time.pass(29s);
    EXPECT_EQ(scene.subject().session_count(), 1U);
    scene.time.pass(2s);
    EXPECT_THAT(scene.host.take(), ElementsAre("closed: forced close"));
    EXPECT_EQ(scene.metrics[metric::closing_timeout], 1U);
    EXPECT_TRUE(scene.is_empty());
}

TEST(polling_session, delivers_what_comes_before_a_packet_that_is_none) {
    engine_scene scene;
    std::string const sid = scene.handshake();
    (void)scene.host.take();
    EXPECT_EQ(scene
                  .post(sid, "4good\x1e"
                             "abc\x1e"
                             "4after")
                  .status,
              400U);
    EXPECT_THAT(scene.host.take(), ElementsAre("text good", "closed: parse error"));
    EXPECT_TRUE(scene.is_empty());
}

TEST(polling_session, refuses_text_that_is_not_utf8) {
    engine_scene scene;
    std::string const sid = scene.handshake();
    (void)scene.host.take();
    EXPECT_EQ(scene.post(sid, "4\xff").status, 400U);
    EXPECT_THAT(scene.host.take(), ElementsAre("closed: parse error"));
    EXPECT_TRUE(scene.is_empty());
}

TEST(polling_session, may_be_closed_by_its_listener_in_a_delivery) {
    engine_scene scene;
    std::string const sid = scene.handshake();
    (void)scene.host.take();
    scene.host.on_text = [](engine::session& self, std::string_view) {
        self.close(engine::close_mode::at_once);
    };
    http_peer const delivery = scene.send("POST", scene.polling(sid),
                                          "4one\x1e"
                                          "4two");
    EXPECT_THAT(scene.host.take(), ElementsAre("text one", "closed: forced close"));
    EXPECT_TRUE(scene.is_empty());
}

TEST(polling_session, answers_the_delivery_in_which_its_listener_closes_after_sending) {
    engine_scene scene;
    std::string const sid = scene.handshake();
    (void)scene.host.take();
    scene.host.on_text = [](engine::session& self, std::string_view) {
        self.close(engine::close_mode::after_sending);
    };
    EXPECT_EQ(scene
                  .post(sid, "4one\x1e"
                             "4two")
                  .body,
              "ok");
    EXPECT_THAT(scene.host.take(), ElementsAre("text one"));
    EXPECT_EQ(scene.poll(sid).take_answer()->body, "6\x1e"
                                                   "1");
    EXPECT_TRUE(scene.is_empty());
}

TEST(polling_session, holds_the_answer_to_a_delivery_while_paused) {
    engine_scene scene;
    std::string const sid = scene.handshake();
    scene.host.on_text = [](engine::session& self, std::string_view) { self.pause_reading(); };
    http_peer delivery = scene.send("POST", scene.polling(sid), "4slow");
    EXPECT_FALSE(delivery.take_answer());
    scene.session().resume_reading();
    EXPECT_EQ(delivery.take_answer()->body, "ok");
}

TEST(polling_session, ignores_packets_that_mean_nothing_here) {
    engine_scene scene;
    std::string const sid = scene.handshake();
    (void)scene.host.take();
    EXPECT_EQ(scene
                  .post(sid, "0\x1e"
                             "5\x1e"
                             "6\x1e"
                             "4still here")
                  .body,
              "ok");
    EXPECT_THAT(scene.host.take(), ElementsAre("text still here"));
}

TEST(polling_session, closed_while_it_is_announced_ends_at_once) {
    engine_scene scene;
    scene.host.on_open = [](engine::session& opened) { opened.close(engine::close_mode::at_once); };
    EXPECT_EQ(scene.ask("GET", polling_target).body, "1");
    EXPECT_THAT(scene.host.take(), ElementsAre("open", "closed: forced close"));
    EXPECT_TRUE(scene.is_empty());
}

TEST(polling_session, closed_after_sending_while_it_is_announced_sends_its_open_packet) {
    engine_scene scene;
    scene.host.on_open = [](engine::session& opened) {
        opened.close(engine::close_mode::after_sending);
    };
    std::string const sid = scene.handshake();
    EXPECT_EQ(scene.poll(sid).take_answer()->body, "6\x1e"
                                                   "1");
    EXPECT_THAT(scene.host.take(), ElementsAre("open", "closed: forced close"));
    EXPECT_TRUE(scene.is_empty());
}

TEST(polling_session, tells_old_explorers_not_to_filter) {
    engine_scene scene;
    answer const opened = scene.ask("GET", polling_target, {},
                                    {{"User-Agent", "Mozilla/5.0 (Windows; Trident/7.0)"}});
    EXPECT_EQ(opened.header("X-XSS-Protection"), "0");
    EXPECT_EQ(scene.ask("GET", polling_target).header("X-XSS-Protection"), "");
}

TEST(polling_session, sends_the_initial_packet_with_the_open_packet) {
    engine::engine_options options;
    options.initial_packet = "welcome";
    engine_scene scene(options);
    EXPECT_THAT(scene.ask("GET", polling_target).body, testing::EndsWith("}\x1e"
                                                                         "4welcome"));
}

TEST(polling_session, over_its_outbox_is_a_slow_consumer) {
    engine::engine_options options;
    options.max_outbox_bytes = 100'000;
    engine_scene scene(options);
    std::string const sid = scene.handshake();
    (void)scene.host.take();
    scene.emit('4' + std::string(300'000, '.')); // one turn may bring it over its limit
    EXPECT_EQ(scene.session().unsent(), 300'001U);
    scene.emit("4one more");
    EXPECT_THAT(scene.host.take(), IsEmpty());
    scene.emit('4' + std::string(base::outbox::slack, '.'));
    EXPECT_THAT(scene.host.take(), ElementsAre("closed: transport error (slow consumer)"));
    EXPECT_EQ(scene.metrics[metric::slow_consumer], 1U);
    EXPECT_TRUE(scene.is_empty());
}

TEST(polling_session, counts_what_its_polls_have_not_taken_wherever_it_waits) {
    engine::engine_options options;
    options.max_outbox_bytes = 100'000;
    for (bool const takes : {false, true}) {
        engine_scene scene(options);
        std::string const sid = scene.handshake();
        (void)scene.host.take();
        std::vector<http_peer> polls;
        std::size_t sent = 0;
        for (; sent < 12 && scene.host.last() != nullptr; ++sent) {
            polls.push_back(scene.connect());
            if (!takes)
                polls.back().connection().set_room(0);
            polls.back().request("GET", scene.polling(sid));
            scene.time.settle();
            scene.emit('4' + std::string(30'000, '.'));
        }
        // The fourth is over the limit, the fifth is too much.
        EXPECT_EQ(sent, takes ? 12U : 5U);
        EXPECT_EQ(scene.metrics[metric::slow_consumer], takes ? 0U : 1U);
        if (takes) {
            EXPECT_EQ(scene.session().unsent(), 0U);
            EXPECT_THAT(scene.host.take(), IsEmpty());
        } else {
            EXPECT_THAT(scene.host.take(), ElementsAre("closed: transport error (slow consumer)"));
        }
        polls.clear();
    }
}

TEST(polling_session, counts_nothing_of_a_connection_that_ended_or_went_on) {
    engine::engine_options options;
    options.max_outbox_bytes = 100'000;
    engine_scene scene(options);
    std::string const sid = scene.handshake();
    (void)scene.host.take();
    for (int time = 0; time < 12; ++time) {
        http_peer poll = scene.connect();
        poll.connection().set_room(0);
        poll.request("GET", scene.polling(sid));
        scene.time.settle();
        scene.emit('4' + std::string(90'000, '.'));
        EXPECT_GT(scene.session().unsent(), 90'000U);
        if (time % 2 == 0)
            poll.connection().reset();
        else
            poll.connection().set_room(1'000'000);
        scene.time.settle();
        EXPECT_EQ(scene.session().unsent(), 0U);
    }
    EXPECT_THAT(scene.host.take(), IsEmpty());
}

TEST(polling_session, answers_its_poll_with_what_was_queued_before_the_client_closed) {
    engine_scene scene;
    scene.host.on_text = [&scene](engine::session& to, std::string_view text) {
        to.send(scene.time.shard().units().make('4' + std::string(text)));
    };
    for (std::string_view const end : {"1", "garbage"}) {
        std::string const sid = scene.handshake();
        http_peer poll = scene.poll(sid);
        (void)scene.post(sid, "4hello\x1e" + std::string(end));
        EXPECT_EQ(poll.take_answer()->body, "4hello");
        EXPECT_EQ(scene.ask("GET", scene.polling(sid)).status, 400U);
    }
}

TEST(polling_session, takes_volatile_units_only_while_a_poll_waits) {
    engine_scene scene;
    std::string const sid = scene.handshake();
    EXPECT_FALSE(scene.session().accepts_volatile());
    http_peer const poll = scene.poll(sid);
    EXPECT_TRUE(scene.session().accepts_volatile());
}

TEST(polling_session, serves_requests_that_are_pipelined_on_one_connection) {
    engine_scene scene;
    std::string const sid = scene.handshake();
    (void)scene.host.take();
    http_peer peer = scene.connect();
    peer.request("POST", scene.polling(sid), "4one");
    peer.request("GET", scene.polling(sid));
    peer.request("POST", scene.polling(sid), "4two");
    scene.time.settle();
    EXPECT_EQ(peer.take_answer()->body, "ok");
    EXPECT_THAT(scene.host.take(), ElementsAre("text one"));
    scene.emit("4out"); // ends the poll, so the second delivery is served
    EXPECT_EQ(peer.take_answer()->body, "4out");
    EXPECT_EQ(peer.take_answer()->body, "ok");
    EXPECT_THAT(scene.host.take(), ElementsAre("text two"));
}

TEST(polling_session, that_ends_refuses_what_is_pipelined_behind_its_last_poll) {
    engine_scene scene;
    std::string const sid = scene.handshake();
    http_peer peer = scene.connect();
    peer.request("GET", scene.polling(sid));
    peer.request("GET", scene.polling(sid));
    scene.time.settle();
    scene.session().close(engine::close_mode::at_once);
    scene.time.settle(); // the next request of a connection is served in the next turn
    EXPECT_EQ(peer.take_answer()->body, "1");
    EXPECT_EQ(peer.take_answer()->body, "{\"code\":1,\"message\":\"Session ID unknown\"}");
    EXPECT_TRUE(scene.is_empty());
}

} // namespace
} // namespace socketiota::test
