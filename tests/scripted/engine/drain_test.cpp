// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <support/engine_scene.hpp>

// What an engine does that lets nobody new in and sends away who is there.

namespace socketiota::test {
namespace {

using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

class drain_test : public testing::Test {
protected:
    void refuse_new() { scene_.subject().refuse_new(scene_.time.shard().now() + 90'500ms); }

    void send_all_away() {
        while (scene_.subject().to_leave() > 0)
            scene_.subject().send_next_away();
        scene_.time.settle();
    }

    engine_scene scene_;
};

TEST_F(drain_test, refuses_new_sessions_and_says_when_to_come_back) {
    refuse_new();
    EXPECT_THAT(scene_.send("GET", polling_target).connection().received(),
                AllOf(StartsWith("HTTP/1.1 503 Service Unavailable\r\n"),
                      HasSubstr("\r\nRetry-After: 91\r\n"),
                      EndsWith("\r\n\r\n{\"code\":3,\"message\":\"Server is closing\"}")));
    EXPECT_THAT(scene_.send("GET", websocket_target, {}, upgrade_headers()).connection().received(),
                AllOf(StartsWith("HTTP/1.1 503 Service Unavailable\r\n"),
                      HasSubstr("\r\nRetry-After: 91\r\n"), EndsWith("\r\n\r\nServer is closing")));
    EXPECT_EQ(scene_.metrics[metric::server_closing], 2U);
    scene_.time.pass(3min);
    EXPECT_THAT(scene_.send("GET", polling_target).connection().received(),
                HasSubstr("\r\nRetry-After: 1\r\n"));
}

TEST_F(drain_test, serves_those_who_are_there_until_their_turn) {
    std::string const sid = scene_.handshake();
    auto peer = scene_.open_websocket();
    (void)peer->take();
    (void)scene_.host.take();
    refuse_new();
    EXPECT_EQ(scene_.subject().to_leave(), 2U);
    EXPECT_EQ(scene_.post(sid, "4hello").body, "ok");
    peer->text("4world");
    scene_.emit("4answer");
    EXPECT_THAT(scene_.host.take(), ElementsAre("text hello", "text world"));
    EXPECT_THAT(peer->take(), ElementsAre("4answer"));
    EXPECT_EQ(scene_.subject().session_count(), 2U);
}

TEST_F(drain_test, sends_a_websocket_its_rest_and_1001) {
    auto peer = scene_.open_websocket();
    (void)peer->take();
    (void)scene_.host.take();
    refuse_new();
    scene_.session().send(scene_.time.shard().units().make("4the rest"));
    send_all_away();
    EXPECT_THAT(peer->take(), ElementsAre("4the rest", "<close 1001>"));
    EXPECT_THAT(scene_.host.take(), ElementsAre("going away", "closed: forced close"));
    EXPECT_EQ(scene_.metrics[metric::closed_by_server], 1U);
    peer->close();
    peer->connection().end();
    EXPECT_TRUE(scene_.is_empty());
}

TEST_F(drain_test, tells_a_poll_that_waits_and_one_that_comes_later) {
    std::string const waiting = scene_.handshake();
    http_peer poll = scene_.poll(waiting);
    std::string const idle = scene_.handshake();
    refuse_new();
    scene_.session().send(scene_.time.shard().units().make("4the rest"));
    send_all_away();
    EXPECT_EQ(poll.take_answer()->body, "1");
    EXPECT_EQ(scene_.ask("GET", scene_.polling(idle)).body, "4the rest");
    EXPECT_EQ(scene_.ask("GET", scene_.polling(idle)).body, "6\x1e"
                                                            "1");
    EXPECT_TRUE(scene_.is_empty());
}

TEST_F(drain_test, gives_no_turn_to_who_has_left) {
    {
        auto peer = scene_.open_websocket();
        refuse_new();
        peer->connection().reset();
        scene_.time.settle();
    }
    EXPECT_EQ(scene_.subject().to_leave(), 1U);
    (void)scene_.host.take();
    send_all_away();
    EXPECT_THAT(scene_.host.take(), IsEmpty());
    EXPECT_TRUE(scene_.is_empty());
}

TEST_F(drain_test, has_no_turns_left_once_it_closed) {
    auto peer = scene_.open_websocket();
    refuse_new();
    scene_.subject().close();
    EXPECT_EQ(scene_.subject().to_leave(), 0U);
    refuse_new();
    EXPECT_EQ(scene_.subject().to_leave(), 0U);
    EXPECT_THAT(peer->take(), testing::Contains("<close>"));
}

TEST(drain, refuses_a_handshake_that_was_being_decided) {
    engine::engine_options options;
    std::optional<engine::handshake_decision> waiting;
    options.allow_request = [&waiting](engine::handshake_record const&,
                                       engine::handshake_decision decision) {
        waiting.emplace(std::move(decision));
    };
    engine_scene scene(options);
    http_peer asks = scene.send("GET", polling_target);
    scene.subject().refuse_new(scene.time.shard().now() + 5s);
    waiting->accept();
    scene.time.settle();
    EXPECT_EQ(asks.take_answer()->status, 503U);
    EXPECT_TRUE(scene.is_empty());
}

TEST_F(drain_test, counts_what_there_is) {
    std::string const sid = scene_.handshake();
    auto peer = scene_.open_websocket();
    (void)peer->take();
    auto const before = scene_.subject().count();
    EXPECT_EQ(before.polling, 1U);
    EXPECT_EQ(before.websocket, 1U);
    EXPECT_EQ(before.held, 0U);
    peer->connection().set_room(0);
    scene_.emit("4" + std::string(10'000, 'x'));
    EXPECT_GT(scene_.subject().count().held, 10'000U);
}

} // namespace
} // namespace socketiota::test
