// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include <support/engine_scene.hpp>

namespace socketiota::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::StartsWith;

TEST(websocket_session, opens_talks_and_is_closed_by_the_client) {
    engine_scene scene;
    auto peer = scene.open_websocket();
    ASSERT_TRUE(peer);
    EXPECT_THAT(scene.host.take(), ElementsAre("open"));
    EXPECT_THAT(peer->take(), ElementsAre(StartsWith("0{\"sid\":\"")));
    EXPECT_EQ(scene.session().transport(), engine::transport_kind::websocket);

    peer->text("4hello");
    peer->binary("octets");
    scene.time.settle();
    EXPECT_THAT(scene.host.take(), ElementsAre("text hello", "binary octets"));

    scene.emit("4answer");
    scene.emit("4with attachments",
               {bytes(std::string_view("one")), bytes(std::string_view("two"))});
    EXPECT_THAT(peer->take(),
                ElementsAre("4answer", "4with attachments", "<binary one>", "<binary two>"));

    peer->text("1");
    scene.time.settle();
    EXPECT_THAT(scene.host.take(), ElementsAre("closed: transport close"));
    EXPECT_THAT(peer->take(), ElementsAre("<close>"));
    EXPECT_TRUE(peer->connection().ended_by_server());
    EXPECT_FALSE(peer->connection().closed_by_server());

    peer->connection().end();
    EXPECT_TRUE(scene.is_empty());
    EXPECT_TRUE(peer->connection().closed_by_server());
}

} // namespace
} // namespace socketiota::test
