// SPDX-License-Identifier: MIT
#include "hub_scene.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <stdexcept>
#include <string>
#include <vector>

namespace socketiota::test {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::MatchesRegex;

constexpr char accepted[] = "40\\{\"sid\":\"[-_A-Za-z0-9]{20}\"\\}";

TEST(connecting, answers_with_an_id_before_the_handler_runs) {
    hub_scene scene;
    scene.on_connection([](socket const& who) { who.emit("welcome", who.handshake().auth()); });
    fake_session& client = scene.arrive();
    scene.on_shard([&] { client.say("0{\"token\":\"x\"}"); });
    EXPECT_THAT(client.heard(),
                ElementsAre(MatchesRegex(accepted), "42[\"welcome\",{\"token\":\"x\"}]"));
    EXPECT_EQ(scene.all->of("/")->size(), 1U);
}

TEST(connecting, knows_namespaces_by_their_exact_name) {
    hub_scene scene;
    scene.all->of("admin");
    fake_session& client = scene.arrive();
    scene.on_shard([&] {
        client.say("0/admin,");
        client.say("0/Admin,");
        client.say("0/admin?x=1,");
    });
    EXPECT_THAT(client.heard(), ElementsAre(MatchesRegex("40/admin,\\{\"sid\":.*"),
                                            "44/Admin,{\"message\":\"Invalid namespace\"}",
                                            "44/admin?x=1,{\"message\":\"Invalid namespace\"}"));
}

TEST(connecting, asks_middlewares_in_turn_and_tells_why_they_refuse) {
    hub_scene scene;
    std::string order;
    scene.use([&order](socket& who) {
        order += 'a';
        who.join("waiting");
        return verdict::accept();
    });
    scene.use([&order](socket&) {
        order += 'b';
        return verdict::reject("no", object("code", 401));
    });
    scene.use([&order](socket&) {
        order += 'c';
        return verdict::accept();
    });
    fake_session& client = scene.arrive();
    scene.on_shard([&] { client.say("0"); });
    EXPECT_EQ(order, "ab");
    EXPECT_THAT(client.heard(), ElementsAre("44{\"message\":\"no\",\"data\":{\"code\":401}}"));
    EXPECT_TRUE(client.is_open);
    EXPECT_EQ(scene.all->of("/")->size(), 0U);
}

TEST(connecting, refuses_without_data_that_cannot_be_sent) {
    hub_scene scene;
    scene.use([](socket&) {
        return verdict::reject("no", object("picture", bytes(std::string_view("octets"))));
    });
    fake_session& client = scene.arrive();
    scene.on_shard([&] { client.say("0"); });
    EXPECT_THAT(client.heard(), ElementsAre("44{\"message\":\"no\"}"));
}

TEST(connecting, waits_for_a_coroutine_middleware) {
    hub_scene scene;
    boost::asio::steady_timer gate(scene.time.context(),
                                   std::chrono::steady_clock::time_point::max());
    scene.use([&gate](socket&) -> boost::asio::awaitable<verdict> {
        boost::system::error_code ignored;
        co_await gate.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, ignored));
        co_return verdict::accept();
    });
    fake_session& client = scene.arrive();
    scene.on_shard([&] { client.say("0"); });
    EXPECT_THAT(client.heard(), IsEmpty());
    scene.on_shard([&] { gate.cancel(); });
    EXPECT_THAT(client.heard(), ElementsAre(MatchesRegex(accepted)));
}

TEST(connecting, keeps_the_socket_of_a_middleware_that_waits) {
    hub_scene scene;
    boost::asio::steady_timer gate(scene.time.context(),
                                   std::chrono::steady_clock::time_point::max());
    std::vector<std::string> ids;
    for (int times = 0; times < 2; ++times)
        scene.use([&](socket& who) -> boost::asio::awaitable<verdict> {
            boost::system::error_code ignored;
            co_await gate.async_wait(
                boost::asio::redirect_error(boost::asio::use_awaitable, ignored));
            ids.push_back(who.id());
            who.data().set("seen", true);
            who.join("late");
            co_return verdict::accept();
        });
    std::vector<std::string> rooms;
    scene.on_connection([&](socket const& who) {
        ids.push_back(who.id());
        rooms = who.rooms();
    });
    fake_session& stays = scene.arrive();
    fake_session& leaves = scene.arrive();
    scene.on_shard([&] { stays.say("0"); });
    scene.on_shard([&] { gate.cancel(); }); // the first of them decides, the second waits
    scene.on_shard([&] { gate.cancel(); });
    ASSERT_EQ(ids.size(), 3U);
    EXPECT_EQ(ids[0], ids[1]);
    EXPECT_EQ(ids[1], ids[2]);
    EXPECT_THAT(rooms, ElementsAre(ids[2], "late"));

    // Its reference stays good when its client has gone.
    scene.on_shard([&] { leaves.say("0"); });
    scene.on_shard([&] { leaves.end(engine::close_reason::transport_close); });
    scene.on_shard([&] { gate.cancel(); });
    ASSERT_EQ(ids.size(), 4U);
    EXPECT_NE(ids[3], ids[2]);
    EXPECT_EQ(scene.all->of("/")->size(), 1U);
}

TEST(connecting, answers_once_who_asks_again_before_the_answer) {
    hub_scene scene;
    boost::asio::steady_timer gate(scene.time.context(),
                                   std::chrono::steady_clock::time_point::max());
    scene.use(
        [&gate](socket&) -> boost::asio::awaitable<verdict> {
            boost::system::error_code ignored;
            co_await gate.async_wait(
                boost::asio::redirect_error(boost::asio::use_awaitable, ignored));
            co_return verdict::accept();
        },
        "/slow");
    fake_session& client = scene.arrive();
    scene.on_shard([&] {
        client.say("0"); // accepted at once: the answer leaves at the end of this turn
        client.say("0");
        client.say("0/slow,");
    });
    scene.on_shard([&] { client.say("0/slow,"); });
    EXPECT_TRUE(client.is_open);
    scene.on_shard([&] { gate.cancel(); });
    EXPECT_THAT(client.heard(),
                ElementsAre(MatchesRegex(accepted), MatchesRegex("40/slow,\\{\"sid\":.*")));
    EXPECT_EQ(scene.all->of("/")->size(), 1U);
    EXPECT_EQ(scene.all->of("/slow")->size(), 1U);
    scene.on_shard([&] { client.say("0/slow,"); });
    EXPECT_FALSE(client.is_open);
}

TEST(connecting, forgets_a_client_that_leaves_while_a_middleware_decides) {
    hub_scene scene;
    boost::asio::steady_timer gate(scene.time.context(),
                                   std::chrono::steady_clock::time_point::max());
    scene.use([&gate](socket& who) -> boost::asio::awaitable<verdict> {
        who.join("waiting");
        boost::system::error_code ignored;
        co_await gate.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, ignored));
        co_return verdict::accept();
    });
    fake_session& client = scene.arrive();
    scene.on_shard([&] { client.say("0"); });
    scene.on_shard([&] { client.end(engine::close_reason::transport_close); });
    scene.on_shard([&] { gate.cancel(); });
    EXPECT_THAT(client.heard(), IsEmpty());
    EXPECT_EQ(scene.all->of("/")->size(), 0U);
}

TEST(connecting, refuses_when_a_middleware_throws_and_tells_the_program) {
    hub_scene scene;
    scene.use([](socket&) -> verdict { throw std::runtime_error("secret"); });
    fake_session& client = scene.arrive();
    scene.on_shard([&] { client.say("0"); });
    EXPECT_THAT(client.heard(), ElementsAre("44{\"message\":\"the middleware failed\"}"));
    EXPECT_THAT(scene.errors, ElementsAre("secret"));
}

TEST(connecting, closes_clients_that_break_the_rules) {
    for (char const* const second : {"0", "2/other,[\"a\"]", "4{\"message\":\"x\"}", "2{}", "9"}) {
        hub_scene scene;
        fake_session& client = scene.join();
        scene.on_shard([&] { client.say(second); });
        EXPECT_FALSE(client.is_open) << second;
        EXPECT_TRUE(scene.counted(metric::protocol_violation) ||
                    scene.counted(metric::invalid_packet))
            << second;
    }
}

TEST(connecting, closes_clients_that_join_nothing_in_time) {
    hub_scene scene;
    fake_session& idle = scene.arrive();
    fake_session& joined = scene.join();
    scene.time.pass(44s);
    EXPECT_TRUE(idle.is_open);
    scene.time.pass(2s);
    EXPECT_FALSE(idle.is_open);
    EXPECT_TRUE(joined.is_open);
    EXPECT_TRUE(scene.counted(metric::connect_timeout));
}

TEST(connecting, takes_the_longest_time_to_join) {
    hub_scene scene(hub::hub_options{.connect_timeout = std::chrono::milliseconds::max()});
    fake_session& idle = scene.arrive();
    scene.time.pass(1h);
    EXPECT_TRUE(idle.is_open);
}

TEST(connecting, closes_clients_whose_attachments_do_not_come) {
    hub_scene scene;
    fake_session& client = scene.join();
    scene.on_shard([&] { client.say("51-[\"a\",{\"_placeholder\":true,\"num\":0}]"); });
    scene.time.pass(59s);
    EXPECT_TRUE(client.is_open);
    scene.time.pass(2s);
    EXPECT_FALSE(client.is_open);
    EXPECT_TRUE(scene.counted(metric::attachments_timeout));
}

TEST(connecting, limits_the_namespaces_of_a_client) {
    hub_scene scene({.max_namespaces = 2});
    for (char const* const name : {"/a", "/b", "/c"})
        scene.all->of(name);
    fake_session& client = scene.arrive();
    scene.on_shard([&] {
        client.say("0/a,");
        client.say("0/b,");
        client.say("0/c,");
    });
    auto const heard = client.heard();
    ASSERT_EQ(heard.size(), 3U);
    EXPECT_EQ(heard[2], "44/c,{\"message\":\"Too many namespaces\"}");
}

} // namespace
} // namespace socketiota::test
