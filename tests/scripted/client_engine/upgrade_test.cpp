// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <string_view>

#include <support/client_session_scene.hpp>

namespace socketiota::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(client_upgrade, goes_from_polling_to_websocket) {
    client_session_scene scene;
    http_server_peer polls = scene.open_by_polling(usual_open);
    http_server_peer server = scene.accept();
    EXPECT_EQ(http_server_peer(server).connection().received().substr(0, 66),
              "GET /socket.io/?EIO=4&transport=websocket&sid=abc HTTP/1.1\r\nHost: ");
    scene.switch_protocols(server);
    websocket_peer peer(server.shared(), wire::websocket_role::server);
    EXPECT_THAT(peer.take(), ElementsAre("2probe"));
    EXPECT_TRUE(polls.take_request());
    scene.say(peer, "3probe");
    EXPECT_THAT(peer.take(), IsEmpty()) << "a poll is under way";
    EXPECT_EQ(scene.session().kind(), transport::polling);
    polls.answer(200, "6");
    scene.time.settle();
    EXPECT_THAT(scene.owner.take(), testing::IsSupersetOf({"open", "upgraded"}));
    EXPECT_EQ(scene.session().kind(), transport::websocket);
    EXPECT_THAT(peer.take(), ElementsAre("5"));
    EXPECT_TRUE(polls.connection().closed_by_server());
    scene.say(peer, "4text");
    scene.say(peer, "2");
    scene.send("text");
    scene.time.settle();
    EXPECT_THAT(peer.take(), ElementsAre("3", "4text"));
    EXPECT_THAT(scene.owner.take(), testing::IsSupersetOf({"text text", "ping"}));
    scene.time.pass(45'100ms);
    EXPECT_TRUE(scene.owner.has_ended()) << "the heartbeat goes on";
    EXPECT_TRUE(scene.is_empty());
}

TEST(client_upgrade, is_not_tried_where_it_is_not_wanted_or_offered) {
    struct {
        std::string_view open;
        std::function<void(clients::engine_settings&)> change;
    } const all[]{
        {open_for_good, [](clients::engine_settings&) {}},
        {usual_open, [](clients::engine_settings& of) { of.upgrades = false; }},
        {usual_open, [](clients::engine_settings& of) { of.transports = {transport::polling}; }},
    };

    for (auto const& each : all) {
        client_session_scene scene;
        each.change(scene.settings);
        http_server_peer polls = scene.open_by_polling(each.open);
        EXPECT_EQ(scene.dialler.attempts(), 1);
    }
}

// What is queued leaves in order, once, whatever is under way when the server has answered.
TEST(client_upgrade, loses_nothing_and_sends_nothing_twice) {
    for (bool const poll_first : {false, true}) {
        client_session_scene scene;
        http_server_peer polls = scene.open_by_polling(usual_open);
        websocket_peer peer = scene.accept_websocket();
        scene.send("one");
        scene.time.settle();
        http_server_peer deliveries = scene.accept();
        scene.send("two");
        scene.time.settle();
        scene.say(peer, "3probe");
        EXPECT_FALSE(scene.session().sends_at_once());
        scene.send("three");
        scene.time.settle();
        auto const end_poll = [&] {
            scene.answer(polls, "4first\x1e"
                                "2");
        };
        auto const end_delivery = [&] {
            auto const delivery = scene.answer(deliveries, "ok");
            ASSERT_TRUE(delivery);
            EXPECT_EQ(delivery->body, "4one");
        };
        static_cast<void>(peer.take());
        if (poll_first)
            end_poll();
        else
            end_delivery();
        EXPECT_THAT(peer.take(), IsEmpty());
        if (poll_first)
            end_delivery();
        else
            end_poll();
        EXPECT_FALSE(deliveries.take_request());
        EXPECT_FALSE(polls.take_request());
        scene.say(peer, "4second");
        EXPECT_THAT(peer.take(), ElementsAre("5", "4two", "4three", "3"));
        EXPECT_THAT(scene.owner.take(), ElementsAre("open", "text first", "ping", "upgraded",
                                                    "all sent", "text second"));
    }
}

/// Everything that can become of a probe that does not become a WebSocket.
struct lost_probe {
    std::string_view name;
    std::function<void(client_session_scene& scene)> lose;
};

lost_probe const lost_probes[]{
    {"not connected",
     [](client_session_scene& scene) {
         scene.next_attempt().refuse(
             {loop::dial_stage::connect, boost::asio::error::timed_out, ""});
     }},
    {"refused", [](client_session_scene& scene) { scene.accept().answer(400, "{}"); }},
    {"lost before it is open",
     [](client_session_scene& scene) { scene.accept().connection().end(); }},
    {"lost", [](client_session_scene& scene) { scene.accept_websocket().connection().reset(); }},
    {"closed", [](client_session_scene& scene) { scene.accept_websocket().close(); }},
    {"wrong answer", [](client_session_scene& scene) { scene.accept_websocket().text("3prob"); }},
    {"a message", [](client_session_scene& scene) { scene.accept_websocket().text("4text"); }},
    {"no packet", [](client_session_scene& scene) { scene.accept_websocket().text("x"); }},
    {"a handshake", [](client_session_scene& scene) { scene.accept_websocket().text(usual_open); }},
};

void expect_to_poll_on(client_session_scene& scene, http_server_peer& polls) {
    EXPECT_FALSE(scene.owner.has_ended());
    scene.answer(polls, "4text");
    EXPECT_THAT(scene.owner.take(), testing::Contains("text text"));
    EXPECT_TRUE(polls.take_request());
    EXPECT_FALSE(scene.is_dialled()) << "it is tried once";
}

TEST(client_upgrade, that_fails_leaves_the_session_polling) {
    for (lost_probe const& each : lost_probes) {
        SCOPED_TRACE(each.name);
        client_session_scene scene;
        http_server_peer polls = scene.open_by_polling(usual_open);
        each.lose(scene);
        scene.time.settle();
        expect_to_poll_on(scene, polls);
        scene.send("text");
        scene.time.settle();
        http_server_peer deliveries = scene.accept();
        EXPECT_EQ(scene.answer(deliveries, "ok")->body, "4text");
    }
}

TEST(client_upgrade, that_fails_while_polling_pauses_resumes_it) {
    for (int how = 0; how < 3; ++how) {
        for (bool const poll_has_ended : {false, true}) {
            client_session_scene scene;
            http_server_peer polls = scene.open_by_polling(usual_open);
            websocket_peer peer = scene.accept_websocket();
            scene.send("one");
            scene.time.settle();
            http_server_peer deliveries = scene.accept();
            scene.say(peer, "3probe");
            scene.send("two");
            scene.time.settle();
            if (poll_has_ended)
                scene.answer(polls, "6");
            if (how == 0)
                peer.connection().reset();
            else if (how == 1)
                peer.close();
            else
                peer.text("4too early");
            scene.time.settle();
            EXPECT_EQ(scene.answer(deliveries, "ok")->body, "4one");
            EXPECT_EQ(scene.answer(deliveries, "ok")->body, "4two");
            expect_to_poll_on(scene, polls);
        }
    }
}

TEST(client_upgrade, ends_with_polling) {
    for (bool const pausing : {false, true}) {
        client_session_scene scene;
        http_server_peer polls = scene.open_by_polling(usual_open);
        websocket_peer peer = scene.accept_websocket();
        static_cast<void>(peer.take());
        if (pausing)
            scene.say(peer, "3probe");
        polls.answer(500, "");
        scene.time.settle();
        EXPECT_THAT(scene.owner.take(), ElementsAre("open", "ended: transport error at http 500"));
        EXPECT_THAT(peer.take(), ElementsAre("<close>"));
        EXPECT_TRUE(scene.is_empty());
    }
}

TEST(client_upgrade, ends_with_the_session_while_it_dials) {
    client_session_scene scene;
    http_server_peer polls = scene.open_by_polling(usual_open);
    scene.answer(polls, "1");
    EXPECT_TRUE(scene.dialler.at(1).is_given_up());
    EXPECT_TRUE(scene.is_empty());
}

} // namespace
} // namespace socketiota::test
