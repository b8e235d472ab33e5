// SPDX-License-Identifier: MIT
//
// What a program is told beside the reason, when its connection has ended.
#include "client_life_scene.hpp"

#include <socketiota/disconnect_details.hpp>
#include <socketiota/disconnect_reason.hpp>

#include <boost/asio/error.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include <wire/close_code.hpp>

namespace socketiota::test {
namespace {

/// What a program is told at each disconnect.
struct heard_details {
    explicit heard_details(client_life_scene& scene) {
        scene.me->on_disconnect([this](disconnect_reason, disconnect_details const& details) {
            told.push_back(details);
        });
    }

    std::vector<disconnect_details> told;
};

TEST(disconnect_details, say_what_the_close_frame_says) {
    client_life_scene scene;
    scene.connect();
    heard_details of(scene);
    scene.server->close({4000, "no room for you"});
    scene.time.settle();
    ASSERT_EQ(of.told.size(), 1U);
    EXPECT_EQ(of.told[0].close_code, 4000);
    EXPECT_EQ(of.told[0].message, "no room for you");
    EXPECT_EQ(of.told[0].http_status, 0);
}

TEST(disconnect_details, know_a_close_frame_that_says_nothing_from_none) {
    client_life_scene scene;
    scene.connect();
    heard_details of(scene);
    scene.server->close();
    scene.time.settle();
    scene.time.pass(1020ms); // it dials again
    ASSERT_TRUE(scene.open_session());
    scene.say(R"(40{"sid":"socket id"})");
    scene.break_connection();
    ASSERT_EQ(of.told.size(), 2U);
    EXPECT_EQ(of.told[0].close_code, wire::close_code::none);
    EXPECT_EQ(of.told[1].close_code, 0);
}

TEST(disconnect_details, have_no_code_of_a_frame_that_is_ours) {
    client_life_scene scene;
    scene.connect();
    heard_details of(scene);
    scene.server->text("\xff");
    scene.time.settle();
    ASSERT_EQ(of.told.size(), 1U);
    EXPECT_EQ(of.told[0].close_code, 0);
    EXPECT_NE(of.told[0].message, "");
    EXPECT_EQ(scene.server->take().back(), "<close 1007>");
}

TEST(disconnect_details, are_empty_where_somebody_has_left_the_namespace) {
    client_life_scene scene;
    scene.connect();
    heard_details of(scene);
    scene.server->text("41");
    scene.time.settle();
    ASSERT_EQ(of.told.size(), 1U);
    EXPECT_FALSE(of.told[0].code);
    EXPECT_EQ(of.told[0].message, "");
}

TEST(disconnect_details, may_be_taken_with_the_socket_or_not_at_all) {
    client_life_scene scene;
    scene.connect();
    std::vector<std::string> calls;
    auto const me = *scene.me;
    me.on_disconnect([&calls] { calls.emplace_back("nothing"); });
    me.on_disconnect([&calls](disconnect_reason) { calls.emplace_back("reason"); });
    me.on_disconnect([&calls, me](client_socket const& it) {
        EXPECT_EQ(it, me);
        calls.emplace_back("socket");
    });
    me.on_disconnect([&calls](client_socket const&, disconnect_reason) {
        calls.emplace_back("socket, reason");
    });
    me.on_disconnect(
        [&calls](client_socket const&, disconnect_reason why, disconnect_details details) {
            EXPECT_EQ(why, disconnect_reason::transport_close);
            EXPECT_EQ(details.close_code, 1008);
            calls.emplace_back("all");
        });
    scene.server->close({1008, ""});
    scene.time.settle();
    EXPECT_THAT(calls,
                testing::ElementsAre("nothing", "reason", "socket", "socket, reason", "all"));
}

/// A connection that is lost while the namespace is joined: no answer of HTTP has said no.
TEST(disconnect_details, are_no_status_of_a_socket_that_could_not_connect) {
    client_life_scene scene;
    scene.begin();
    std::vector<connect_error> errors;
    scene.me->on_connect_error([&errors](connect_error const& why) { errors.push_back(why); });
    scene.time.settle();
    ASSERT_TRUE(scene.open_session());
    scene.server->close({1008, "policy"});
    scene.time.settle();
    ASSERT_EQ(errors.size(), 1U);
    EXPECT_EQ(errors[0].http_status, 0);
    EXPECT_EQ(errors[0].message, "policy");
}

} // namespace
} // namespace socketiota::test
