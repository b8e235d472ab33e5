// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string_view>

#include <support/client_session_scene.hpp>

namespace socketiota::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(client_heartbeat, answers_pings_and_ends_when_none_comes) {
    client_session_scene scene(websocket_settings());
    websocket_peer peer = scene.open_by_websocket();
    scene.time.pass(44s);
    static_cast<void>(scene.owner.take());
    scene.say(peer, "2");
    EXPECT_THAT(peer.take(), ElementsAre("3"));
    EXPECT_THAT(scene.owner.take(), ElementsAre("ping", "all sent"));
    scene.time.pass(10s);
    scene.say(peer, "4text"); // proves nothing to a client of revision 4, as in Node
    scene.time.pass(34'900ms);
    EXPECT_THAT(scene.owner.take(), ElementsAre("text text"));
    scene.time.pass(200ms);
    EXPECT_THAT(scene.owner.take(), ElementsAre(silent));
    EXPECT_THAT(peer.take(), ElementsAre("<close>"));
    EXPECT_TRUE(scene.is_empty());
}

TEST(client_heartbeat, answers_pings_by_polling) {
    client_session_scene scene;
    http_server_peer polls = scene.open_by_polling();
    scene.answer(polls, "2");
    EXPECT_THAT(scene.owner.take(), ElementsAre("open", "ping"));
    http_server_peer deliveries = scene.accept();
    EXPECT_EQ(scene.answer(deliveries, "ok")->body, "3");
    scene.time.pass(44'900ms);
    EXPECT_FALSE(scene.owner.has_ended());
    scene.time.pass(200ms);
    EXPECT_THAT(scene.owner.take(), ElementsAre("all sent", silent));
    EXPECT_TRUE(polls.connection().closed_by_server());
    EXPECT_TRUE(scene.is_empty());
}

TEST(client_heartbeat, pings_servers_of_revision_3) {
    client_session_scene scene(websocket_settings());
    scene.settings.revision = wire::engine_revision::three;
    websocket_peer peer = scene.open_by_websocket();
    for (int round = 0; round < 3; ++round) {
        scene.time.pass(24'900ms);
        EXPECT_THAT(peer.take(), IsEmpty());
        scene.time.pass(200ms);
        EXPECT_THAT(peer.take(), ElementsAre("2"));
        scene.say(peer, "3");
    }
    static_cast<void>(scene.owner.take());
    scene.time.pass(25'100ms);
    EXPECT_THAT(peer.take(), ElementsAre("2"));
    scene.time.pass(19'700ms);
    EXPECT_FALSE(scene.owner.has_ended());
    scene.time.pass(500ms);
    EXPECT_THAT(scene.owner.take(), ElementsAre("all sent", silent));
}

TEST(client_heartbeat, of_another_revision_ends_the_session) {
    client_session_scene three(websocket_settings());
    three.settings.revision = wire::engine_revision::three;
    websocket_peer peer = three.open_by_websocket();
    static_cast<void>(three.owner.take());
    three.say(peer, "2");
    EXPECT_THAT(three.owner.take(),
                ElementsAre("ended: transport error at engine: the heartbeat of the server is that "
                            "of another revision"));

    client_session_scene four(websocket_settings());
    websocket_peer other = four.open_by_websocket();
    static_cast<void>(four.owner.take());
    four.say(other, "3");
    EXPECT_TRUE(four.owner.has_ended());
}

TEST(client_heartbeat, gives_what_closes_half_a_minute) {
    client_session_scene scene;
    http_server_peer polls = scene.open_by_polling();
    scene.send("text");
    scene.session().close();
    scene.time.settle();
    http_server_peer deliveries = scene.accept();
    EXPECT_EQ(deliveries.take_request()->body, "4text");
    scene.answer(polls, "2"); // nobody cares any more
    scene.time.pass(29'900ms);
    EXPECT_THAT(scene.owner.take(), ElementsAre("open"));
    scene.time.pass(200ms);
    EXPECT_THAT(scene.owner.take(),
                ElementsAre("ended: forced close at engine: the server did not take the rest"));
    EXPECT_TRUE(deliveries.connection().closed_by_server());
    EXPECT_TRUE(scene.is_empty());
}

} // namespace
} // namespace socketiota::test
