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

} // namespace
} // namespace socketiota::test
