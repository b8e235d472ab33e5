// SPDX-License-Identifier: MIT
// Clients of protocol 4 of Socket.IO, which come by Engine.IO 3.
#include "hub_scene.hpp"

#include <boost/asio/post.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <hub/protocol4.hpp>

namespace socketiota::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// Such a client, without having said anything.
fake_session& arrive_old(hub_scene& scene) {
    std::size_t const shard = scene.sessions.size() % scene.time.size();
    auto& made =
        *scene.sessions.emplace_back(std::make_unique<fake_session>(scene.time[shard].shard()));
    made.revision = wire::engine_revision::three;
    boost::asio::post(scene.time[shard].context(), [&scene, &made, shard] {
        made.listener = scene.hubs[shard]->on_session(made);
    });
    scene.time.settle();
    return made;
}

TEST(protocol4, joins_the_root_without_being_asked) {
    hub_scene scene;
    scene.on_connection([](socket const& who) { who.emit("welcome", who.id()); });
    fake_session& client = arrive_old(scene);
    EXPECT_THAT(client.heard(), ElementsAre("40", "42[\"welcome\",\"session\"]"));
    EXPECT_EQ(scene.all->of("/")->size(), 1U);
}

TEST(protocol4, names_its_sockets_after_the_session) {
    hub_scene scene;
    scene.on_connection([](socket const& who) { who.emit("welcome", who.id()); }, "/admin");
    fake_session& client = arrive_old(scene);
    client.heard();
    scene.on_shard([&] { client.say("0/admin"); });
    EXPECT_THAT(client.heard(),
                ElementsAre("40/admin,", "42/admin,[\"welcome\",\"/admin#session\"]"));
}

TEST(protocol4, gives_the_query_of_a_namespace_as_auth) {
    hub_scene scene;
    scene.on_connection([](socket const& who) { who.emit("auth", who.handshake().auth()); },
                        "/admin");
    scene.on(
        "say", [](socket const& who, std::string const& what) { who.emit("said", what); },
        "/admin");
    fake_session& client = arrive_old(scene);
    client.heard();
    scene.on_shard([&] { client.say("0/admin?token=a%22%C3%A4+b&x=1&x=2,"); });
    EXPECT_THAT(client.heard(),
                ElementsAre("40/admin,",
                            "42/admin,[\"auth\",{\"token\":\"a\\\"\xc3\xa4 b\",\"x\":\"2\"}]"));
    // As in Node, a query says nothing once the client has joined.
    scene.on_shard([&] {
        client.say("2/admin,[\"say\",1]");
        client.say("2/admin?token=b,[\"say\",\"there\"]");
        client.say("1/admin?token=c,");
    });
    EXPECT_THAT(client.heard(), testing::Contains("42/admin,[\"said\",\"there\"]"));
    EXPECT_EQ(scene.all->of("/admin")->size(), 0U);
    EXPECT_TRUE(client.is_open);
}

TEST(protocol4, has_no_auth_beside_the_query) {
    hub_scene scene;
    scene.on_connection([](socket const& who) { who.emit("auth", who.handshake().auth()); },
                        "/admin");
    fake_session& client = arrive_old(scene);
    client.heard();
    scene.on_shard([&] { client.say("0/admin,{\"token\":\"x\"}"); });
    EXPECT_THAT(client.heard(), ElementsAre("40/admin,", "42/admin,[\"auth\",{}]"));
}

TEST(protocol4, bounds_the_query_as_auth) {
    hub::hub_options options;
    options.max_auth_bytes = 20;
    hub_scene scene(options);
    scene.all->of("/admin");
    fake_session& client = arrive_old(scene);
    client.heard();
    scene.on_shard([&] { client.say("0/admin?token=0123456789,"); }); // {"token":"0123456789"}
    EXPECT_THAT(client.heard(), ElementsAre("44/admin,\"Too much auth data\""));
    EXPECT_TRUE(scene.counted(metric::too_much_auth));
    scene.on_shard([&] { client.say("0/admin?token=01234567,"); });
    EXPECT_THAT(client.heard(), ElementsAre("40/admin,"));
}

TEST(protocol4, tells_the_reason_of_a_refusal_alone) {
    for (auto const& [data, told] :
         {std::pair<value, std::string>{value(), "44\"no\""},
          {object("code", 401), "44{\"code\":401}"},
          {value("why"), "44\"why\""},
          {value(""), "44\"no\""},
          {value(0), "44\"no\""},
          {value(1.5), "44"
                       "1.5"},
          {value(false), "44\"no\""},
          {value(true), "44true"},
          {object("picture", bytes(std::string_view("octets"))), "44\"no\""}}) {
        hub_scene scene;
        scene.use([given = data](socket&) { return verdict::reject("no", given); });
        fake_session& client = arrive_old(scene);
        EXPECT_THAT(client.heard(), ElementsAre(told));
        EXPECT_TRUE(client.is_open);
        EXPECT_EQ(scene.all->of("/")->size(), 0U);
    }
}

TEST(protocol4, hears_of_an_unknown_namespace_as_all_do) {
    hub_scene scene;
    fake_session& client = arrive_old(scene);
    client.heard();
    scene.on_shard([&] { client.say("0/none?x=1,"); });
    EXPECT_THAT(client.heard(), ElementsAre("44/none,{\"message\":\"Invalid namespace\"}"));
}

TEST(protocol4, may_not_join_the_root_again) {
    hub_scene scene;
    fake_session& client = arrive_old(scene);
    scene.on_shard([&] { client.say("0"); });
    EXPECT_FALSE(client.is_open);
    EXPECT_TRUE(scene.counted(metric::protocol_violation));
}

TEST(protocol4, may_leave_the_root_and_join_it_again) {
    hub_scene scene;
    fake_session& client = arrive_old(scene);
    client.heard();
    scene.on_shard([&] { client.say("1"); });
    EXPECT_EQ(scene.all->of("/")->size(), 0U);
    EXPECT_THAT(client.heard(), IsEmpty());
    scene.on_shard([&] { client.say("0"); });
    EXPECT_THAT(client.heard(), ElementsAre("40"));
    EXPECT_EQ(scene.all->of("/")->size(), 1U);
}

TEST(protocol4, may_be_disconnected_while_it_arrives) {
    hub_scene scene;
    scene.on_connection([](socket const& who) { who.disconnect(true); });
    fake_session& client = arrive_old(scene);
    EXPECT_FALSE(client.is_open);
    EXPECT_THAT(client.heard(), ElementsAre("40", "41"));
    EXPECT_EQ(scene.all->of("/")->size(), 0U);
}

TEST(protocol4, knows_what_javascript_takes_for_true) {
    EXPECT_FALSE(hub::is_truthy(value(-0.0)));
    EXPECT_FALSE(hub::is_truthy(value(std::numeric_limits<double>::quiet_NaN())));
    EXPECT_TRUE(hub::is_truthy(value(-1)));
    EXPECT_TRUE(hub::is_truthy(value::empty_object()));
}

} // namespace
} // namespace socketiota::test
