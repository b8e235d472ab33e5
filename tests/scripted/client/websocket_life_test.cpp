// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include <support/websocket_life_scene.hpp>

namespace socketiota::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(a_plain_websocket, connects_sends_and_receives_in_order) {
    websocket_life_scene scene;
    scene.receive();
    EXPECT_THAT(scene.heard, ElementsAre("receive: Transport endpoint is not connected"));
    scene.heard.clear();
    scene.connect();
    scene.receive(); // waits
    scene.connect();
    EXPECT_THAT(scene.heard, ElementsAre("connect: Operation already in progress"));
    EXPECT_TRUE(scene.open());
    scene.connect();
    scene.say("one");
    scene.say("two");
    scene.receive();
    scene.send("three");
    EXPECT_THAT(scene.server->take(), ElementsAre("three"));
    EXPECT_THAT(scene.heard, ElementsAre("connect: Operation already in progress", "connect: done",
                                         "connect: Transport endpoint is already connected", "one",
                                         "two", "send: done"));
}

TEST(a_plain_websocket, gives_up_connecting_in_time) {
    auto options = websocket_life_scene::usual_options();
    options.timeout = 3s;
    websocket_life_scene scene(options);
    scene.connect();
    scene.receive();
    scene.next_attempt().set_stage(loop::dial_stage::tls);
    scene.time.pass(2900ms);
    EXPECT_THAT(scene.heard, IsEmpty());
    scene.time.pass(200ms);
    ASSERT_EQ(scene.heard.size(), 2U);
    EXPECT_EQ(scene.core->connect_failure().stage, connect_stage::tls);
    EXPECT_EQ(scene.core->connect_failure().code, make_error_code(error::operation_has_timed_out));
    EXPECT_FALSE(scene.is_dialled());
    scene.connect();
    EXPECT_TRUE(scene.open()) << "the next may go well";
    scene.time.pass(10s);
    EXPECT_TRUE(scene.core->open()) << "it took no longer than it may";
}

TEST(a_plain_websocket, is_closed_by_either_side) {
    websocket_life_scene scene;
    scene.begin();
    scene.say("unread");
    scene.close(4000, "enough");
    EXPECT_FALSE(scene.core->open());
    EXPECT_THAT(scene.server->take(), ElementsAre("<close 4000>"));
    EXPECT_THAT(scene.heard, ElementsAre("connect: done"));
    scene.say("too late");
    scene.say_close(4000);
    scene.receive();
    scene.receive();
    EXPECT_THAT(scene.heard,
                ElementsAre("connect: done", "close: done", "unread", "receive: End of file"));
    scene.heard.clear();
    scene.begin();
    scene.say_close(1012, "restart");
    EXPECT_THAT(scene.server->take(), ElementsAre("<close 1012>"));
    EXPECT_EQ(scene.core->end().code, 1012);
    EXPECT_EQ(scene.core->end().reason, "restart");
    scene.close();
    scene.send("late");
    EXPECT_THAT(scene.heard, ElementsAre("connect: done", "close: done",
                                         "send: Transport endpoint is not connected"));
}

TEST(a_plain_websocket, answers_no_ping_behind_its_close_frame) {
    websocket_life_scene scene;
    scene.begin();
    scene.close();
    scene.server->ping("late");
    scene.time.settle();
    EXPECT_THAT(scene.server->take(), ElementsAre("<close 1000>"));
}

TEST(a_plain_websocket, waits_only_so_long_for_the_other_close_frame) {
    auto options = websocket_life_scene::usual_options();
    options.close_timeout = 2s;
    websocket_life_scene scene(options);
    scene.begin();
    scene.close();
    scene.time.pass(1900ms);
    EXPECT_EQ(scene.heard.size(), 1U);
    scene.time.pass(200ms);
    ASSERT_EQ(scene.heard.size(), 2U);
    EXPECT_THAT(scene.heard.back(), testing::StartsWith("close: "));
    EXPECT_NE(scene.heard.back(), "close: done");
    EXPECT_EQ(scene.core->end().code, 1006);
}

TEST(a_plain_websocket, ends_when_nothing_is_heard_from_ping_to_ping) {
    auto options = websocket_life_scene::usual_options();
    options.ping_interval = 1s;
    websocket_life_scene scene(options);
    scene.begin();
    for (int count = 0; count != 3; ++count) {
        scene.time.pass(1100ms);
        EXPECT_THAT(scene.server->take(), ElementsAre("<ping >"));
        scene.server->frame(wire::opcode::pong, {});
        scene.time.settle();
    }
    scene.receive();
    scene.time.pass(2200ms);
    EXPECT_EQ(scene.core->end().reason, "ping timeout");
    EXPECT_FALSE(scene.core->open());
    EXPECT_EQ(scene.heard.size(), 2U);
}

TEST(a_plain_websocket, reads_no_more_than_it_keeps) {
    auto options = websocket_life_scene::usual_options();
    options.ping_interval = 1s;
    websocket_life_scene scene(options);
    scene.begin();
    std::string const text(100'000, 'x');
    for (int count = 0; count != 30; ++count)
        scene.say(text);
    scene.time.pass(5s);
    EXPECT_TRUE(scene.core->open()) << "that it hears nothing is its own doing";
    scene.heard.clear();
    for (int count = 0; count != 30; ++count)
        scene.receive();
    EXPECT_EQ(scene.heard, std::vector<std::string>(30, text)) << "nothing is lost";
}

TEST(a_plain_websocket, takes_no_more_to_send_than_it_may) {
    auto options = websocket_life_scene::usual_options();
    options.max_buffered = 10'000;
    websocket_life_scene scene(options);
    scene.begin();
    scene.server->connection().set_room(0);
    std::string const text(3'000, 'x');
    while (scene.core->send(text))
        scene.time.settle();
    EXPECT_EQ(scene.core->send(text).reason(), make_error_code(error::too_much_unsent));
    EXPECT_GT(scene.core->unsent(), 6'000U);
    EXPECT_LE(scene.core->unsent(), 10'000U + 600U);
    scene.send(text);
    EXPECT_NE(scene.heard.back(), "send: done");
    scene.server->connection().set_room(1'000'000);
    scene.time.settle();
    EXPECT_EQ(scene.core->unsent(), 0U);
    scene.send(text);
    EXPECT_EQ(scene.heard.back(), "send: done");
}

TEST(a_plain_websocket, tells_when_each_text_has_left) {
    websocket_life_scene scene;
    scene.begin();
    scene.server->connection().set_room(50);
    scene.send(std::string(30, 'a'));
    scene.send(std::string(30, 'b'));
    scene.send(std::string(30, 'c'));
    EXPECT_THAT(scene.heard, ElementsAre("connect: done", "send: done"));
    scene.server->connection().set_room(50);
    scene.time.settle();
    EXPECT_THAT(scene.heard, ElementsAre("connect: done", "send: done", "send: done"));
    scene.server->connection().reset();
    scene.time.settle();
    EXPECT_EQ(scene.heard.size(), 4U) << "the last has not left";
    EXPECT_NE(scene.heard.back(), "send: done");
}

/// One step of a life, after which something else may happen.
using step = std::function<void(websocket_life_scene&)>;

std::vector<step> life() {
    return {[](auto& its) { its.connect(); },
            [](auto& its) { its.receive(); },
            [](auto& its) { its.open(); },
            [](auto& its) { its.say("one"); },
            [](auto& its) { its.say("two"); },
            [](auto& its) { its.send("three"); },
            [](auto& its) { its.receive(); },
            [](auto& its) { its.receive(); },
            [](auto& its) { its.close(); },
            [](auto& its) { its.say_close(1000); },
            [](auto& its) { its.connect(); },
            [](auto& its) { its.open("Sec-WebSocket-Protocol: none\r\n"); },
            [](auto& its) { its.time.pass(60s); }};
}

struct act {
    char const* name;
    void (*on)(websocket_life_scene&);
};

constexpr act acts[] = {
    {"destroy", [](websocket_life_scene& its) { its.end(); }},
    {"close", [](websocket_life_scene& its) { its.close(); }},
    {"close twice",
     [](websocket_life_scene& its) {
         its.close(4000, "one");
         its.close(4001, "two");
     }},
    {"connect", [](websocket_life_scene& its) { its.connect(); }},
    {"close and connect",
     [](websocket_life_scene& its) {
         its.close();
         its.connect();
     }},
    {"break",
     [](websocket_life_scene& its) {
         if (its.server)
             its.server->connection().reset();
         its.time.settle();
     }},
    {"end",
     [](websocket_life_scene& its) {
         if (its.server)
             its.server->connection().end();
         its.time.settle();
     }},
    {"say nonsense",
     [](websocket_life_scene& its) {
         if (its.server)
             its.server->connection().send("nonsense");
         its.time.settle();
     }},
    {"wait", [](websocket_life_scene& its) { its.time.pass(90s); }},
};

TEST(a_plain_websocket, may_end_at_each_step_of_its_life) {
    auto const steps = life();
    for (act const& each : acts)
        for (std::size_t at = 0; at <= steps.size(); ++at) {
            SCOPED_TRACE(std::string(each.name) + " at " + std::to_string(at));
            websocket_life_scene scene;
            for (std::size_t done = 0; done != steps.size() && scene.core; ++done) {
                if (done == at)
                    each.on(scene);
                if (scene.core)
                    steps[done](scene);
            }
            scene.end();
            EXPECT_EQ(scene.waiting, 0) << "who waits hears how it went";
        }
}

} // namespace
} // namespace socketiota::test
