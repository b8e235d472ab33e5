// SPDX-License-Identifier: MIT
#include "client_life_scene.hpp"

#include <boost/asio/error.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace socketiota::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// Deadlines are due to within some milliseconds.

/// Whoever dials is told no, for as long as `time`; how often that was.
std::size_t refuse(client_life_scene& scene, base::duration time) {
    std::size_t refused = 0;
    scene.time.pass(time, [&] {
        scene.time.settle();
        while (scene.is_dialled()) {
            scene.next_attempt().refuse({loop::dial_stage::connect,
                                         boost::asio::error::connection_refused, "nobody there"});
            ++refused;
            scene.time.settle();
        }
    });
    return refused;
}

TEST(reconnection, waits_twice_as_long_each_time) {
    client_life_scene scene;
    scene.begin();
    std::vector<std::size_t> attempts;
    scene.manager->told().reconnect_attempt =
        detail::callback<void(std::size_t)>([&](std::size_t which) { attempts.push_back(which); });
    EXPECT_EQ(refuse(scene, 0s), 1U);
    EXPECT_EQ(refuse(scene, 990ms), 0U);
    EXPECT_EQ(refuse(scene, 20ms), 1U);
    EXPECT_EQ(refuse(scene, 1'980ms), 0U);
    EXPECT_EQ(refuse(scene, 40ms), 1U);
    EXPECT_EQ(refuse(scene, 3'960ms), 0U);
    EXPECT_EQ(refuse(scene, 60ms), 1U);
    EXPECT_EQ(refuse(scene, 4'940ms), 0U) << "no longer than reconnection_delay_max";
    EXPECT_EQ(refuse(scene, 60ms), 1U);
    EXPECT_THAT(attempts, ElementsAre(1, 2, 3, 4));
}

TEST(reconnection, gives_up_after_as_many_attempts_as_it_may) {
    auto options = client_life_scene::usual_options();
    options.reconnection_attempts = 2;
    client_life_scene scene(options);
    scene.begin();
    int failed = 0;
    std::vector<std::string> errors;
    scene.manager->told().reconnect_failed = detail::callback<void()>([&] { ++failed; });
    scene.me->on_connect_error([&](connect_error const& why) { errors.push_back(why.message); });
    scene.time.settle();
    EXPECT_EQ(refuse(scene, 1h), 3U);
    EXPECT_EQ(failed, 1);
    EXPECT_EQ(errors.size(), 3U);
    scene.manager->connect(); // begins anew
    EXPECT_EQ(refuse(scene, 1h), 3U);
    EXPECT_EQ(failed, 2);
}

TEST(reconnection, begins_anew_once_it_was_connected) {
    client_life_scene scene;
    scene.begin();
    refuse(scene, 7s);
    std::optional<std::size_t> after;
    scene.manager->told().reconnect =
        detail::callback<void(std::size_t)>([&](std::size_t attempts) { after = attempts; });
    scene.time.pass(5s);
    ASSERT_TRUE(scene.open_session());
    EXPECT_EQ(after, 3U);
    scene.say(R"(40{"sid":"socket id"})");
    scene.break_connection();
    EXPECT_EQ(refuse(scene, 990ms), 0U);
    EXPECT_EQ(refuse(scene, 20ms), 1U);
}

TEST(reconnection, gives_up_an_attempt_that_takes_too_long) {
    client_life_scene scene;
    scene.begin();
    std::vector<connect_error> errors;
    scene.me->on_connect_error([&](connect_error const& why) { errors.push_back(why); });
    scene.time.settle();
    scene.time.pass(19'990ms);
    EXPECT_THAT(errors, IsEmpty());
    scene.time.pass(20ms);
    ASSERT_EQ(errors.size(), 1U);
    EXPECT_EQ(errors[0].code, error::operation_has_timed_out);
    EXPECT_EQ(errors[0].stage, connect_stage::connect);
    EXPECT_TRUE(scene.me->active());
    scene.time.pass(1'010ms);
    EXPECT_EQ(scene.dialled(), 2U);
}

TEST(reconnection, is_not_tried_where_it_is_off) {
    auto options = client_life_scene::usual_options();
    options.reconnection = false;
    client_life_scene scene(options);
    scene.begin();
    EXPECT_EQ(refuse(scene, 1h), 1U);
}

TEST(reconnection, is_begun_by_connect_where_it_is_off) {
    auto options = client_life_scene::usual_options();
    options.reconnection = false;
    client_life_scene scene(options);
    scene.begin();
    EXPECT_EQ(refuse(scene, 1h), 1U);
    scene.me->connect();
    EXPECT_EQ(refuse(scene, 1h), 1U);
    scene.me->connect();
    scene.time.settle();
    ASSERT_TRUE(scene.open_session());
    scene.say(R"(40{"sid":"socket id"})");
    scene.break_connection();
    EXPECT_FALSE(scene.is_dialled());
    scene.me->connect();
    scene.time.settle();
    EXPECT_TRUE(scene.is_dialled());
}

TEST(reconnection, is_not_hurried_by_connect) {
    client_life_scene scene;
    scene.begin();
    EXPECT_EQ(refuse(scene, 500ms), 1U);
    scene.me->connect();
    EXPECT_EQ(refuse(scene, 490ms), 0U);
}

TEST(reconnection, ends_with_a_close) {
    client_life_scene scene;
    scene.begin();
    refuse(scene, 500ms);
    scene.manager->close();
    EXPECT_EQ(refuse(scene, 1h), 0U);
}

TEST(a_socket_that_joins, hears_that_the_session_has_ended) {
    client_life_scene scene;
    scene.begin();
    std::vector<connect_error> errors;
    int disconnected = 0;
    scene.me->on_connect_error([&](connect_error const& why) { errors.push_back(why); });
    scene.me->on_disconnect([&](disconnect_reason) { ++disconnected; });
    scene.time.settle();
    scene.open_session();
    scene.break_connection();
    ASSERT_EQ(errors.size(), 1U);
    EXPECT_FALSE(errors[0].message.empty());
    EXPECT_TRUE(scene.me->active());
    scene.time.pass(2s);
    scene.open_session();
    scene.say(R"(40{"sid":"socket id"})");
    scene.break_connection();
    EXPECT_EQ(errors.size(), 1U);
    EXPECT_EQ(disconnected, 1);
}

/// What the socket says of itself when it joins a session that is opened now.
std::string joins_with(client_life_scene& scene) {
    scene.time.pass(2s);
    if (!scene.open_session())
        return "it does not dial";
    for (std::string const& each : scene.server->take())
        if (each.starts_with("40"))
            return each.substr(2);
    return "it does not join";
}

TEST(a_session_to_go_on_with, is_named_with_the_last_that_came_of_it) {
    client_life_scene scene;
    scene.begin();
    scene.time.settle();
    EXPECT_EQ(joins_with(scene), "");
    scene.say(R"(40{"sid":"one","pid":"first"})");
    scene.break_connection();
    EXPECT_EQ(joins_with(scene), R"({"pid":"first"})") << "nothing has come";
    scene.say(R"(40{"sid":"one","pid":"first"})");
    scene.say(R"(42["event","offset"])");
    scene.break_connection();
    EXPECT_EQ(joins_with(scene), R"({"pid":"first","offset":"offset"})");
    scene.say(R"(40{"sid":"two","pid":"second"})");
    scene.break_connection();
    EXPECT_EQ(joins_with(scene), R"({"pid":"second"})") << "the offset was of another session";
}

/// The names of events that the server has got.
std::vector<std::string> got(client_life_scene& scene) {
    std::vector<std::string> all;
    for (std::string const& each : scene.server->take())
        if (each.starts_with("42"))
            all.push_back(each.substr(each.find('[')));
    return all;
}

TEST(what_has_waited, is_sent_in_order_when_it_connects) {
    client_life_scene scene;
    scene.begin();
    scene.me->emit("first", 1);
    scene.me->emit("second", 2);
    scene.me->volatile_().emit("dropped", 3);
    scene.time.settle();
    scene.time.pass(1s);
    scene.open_session();
    scene.say(R"(40{"sid":"socket id"})");
    EXPECT_THAT(got(scene), ElementsAre(R"(["first",1])", R"(["second",2])"));
}

TEST(what_has_waited, is_dropped_if_that_was_too_long) {
    auto options = client_life_scene::usual_options();
    options.max_buffered_age = 5s;
    client_life_scene scene(options);
    scene.begin();
    std::optional<error_code> failure;
    scene.me->emit("old", 1);
    scene.me->emit_with_ack<int>("old question", 1)([&](error_code why, int) { failure = why; });
    scene.time.settle();
    scene.time.pass(3s);
    scene.me->emit("young", 2);
    scene.time.settle();
    scene.time.pass(3s);
    scene.open_session();
    scene.say(R"(40{"sid":"socket id"})");
    EXPECT_THAT(got(scene), ElementsAre(R"(["young",2])"));
    EXPECT_EQ(failure, error::operation_has_timed_out);
}

TEST(what_has_waited, may_be_judged_by_who_destroys_the_client) {
    client_life_scene* its = nullptr;
    auto options = client_life_scene::usual_options();
    options.keeps_buffered = [&its](buffered_event const&) {
        its->manager->drop();
        return true;
    };
    client_life_scene scene(options);
    its = &scene;
    scene.begin();
    int answers = 0;
    scene.me->emit_with_ack<int>("one", 1)([&](error_code, int) { ++answers; });
    scene.me->emit("two", 2);
    scene.time.settle();
    scene.open_session();
    scene.say(R"(40{"sid":"socket id"})");
    EXPECT_EQ(answers, 1);
    EXPECT_FALSE(scene.me->connected());
}

} // namespace
} // namespace socketiota::test
