// SPDX-License-Identifier: MIT
#include "hub_scene.hpp"

#include <socketiota/cancel_on_disconnect.hpp>

#include <boost/asio/this_coro.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include <support/gate.hpp>

namespace socketiota::test {
namespace {

namespace net = boost::asio;
using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

/// Clients whose coroutine `wait` stands at a gate, and whose function `note` is done at once.
class handler_limit : public testing::Test {
protected:
    void begin(hub::hub_options const& options) {
        scene.emplace(options);
        door.emplace(scene->time.context());
        scene->on("wait", [this](std::string name) -> net::awaitable<void> {
            started.push_back(name);
            co_await door->pass();
        });
        scene->on("note", [this](std::string const& name) { started.push_back(name); });
        client = &scene->join();
    }

    // Coroutines that still wait end with the scene.
    ~handler_limit() override {
        door.reset();
        scene.reset();
    }

    void say(std::vector<std::string> const& packets) {
        scene->on_shard([&] {
            for (std::string const& each : packets)
                client->say(each);
        });
    }

    void let_go(std::size_t count = 1) {
        scene->on_shard([&] { door->let_go(count); });
    }

    std::vector<std::string> started;
    std::optional<hub_scene> scene;
    std::optional<gate> door;
    fake_session* client = nullptr;
};

TEST_F(handler_limit, holds_within_what_was_read_at_once_and_keeps_the_order) {
    begin({.max_running_handlers = 2});
    say({R"(2["wait","a"])", R"(2["wait","b"])", R"(2["note","c"])", R"(2["wait","d"])",
         R"(2["note","e"])", R"(2["wait","f"])"});
    EXPECT_THAT(started, ElementsAre("a", "b"));
    let_go();
    EXPECT_THAT(started, ElementsAre("a", "b", "c", "d"));
    let_go();
    EXPECT_THAT(started, ElementsAre("a", "b", "c", "d", "e", "f"));
}

TEST_F(handler_limit, is_that_of_the_client_whatever_its_sockets_leave) {
    begin({.max_running_handlers = 256});
    scene->on_connection(cancel_on_disconnect([](socket const&) -> net::awaitable<void> {
        net::steady_timer never(co_await net::this_coro::executor,
                                net::steady_timer::time_point::max());
        co_await never.async_wait(net::use_awaitable);
    }));
    for (int count = 0; count < 300; ++count)
        say({"1", "0"});
    EXPECT_FALSE(client->paused);
    say({R"(2["note","a"])"});
    EXPECT_THAT(started, ElementsAre("a"));
    for (int count = 0; count < 300; ++count) {
        say({R"(2["wait","b"])", "1", "0"});
        let_go();
    }
    EXPECT_FALSE(client->paused);
    EXPECT_EQ(started.size(), 301U);
}

TEST_F(handler_limit, lets_acks_through) {
    begin({.max_running_handlers = 2});
    scene->on("ask", [this](socket me) -> net::awaitable<void> {
        started.push_back(co_await me.emit_with_ack<std::string>("who"));
    });
    say({R"(2["ask"])", R"(2["ask"])", R"(2["note","c"])"});
    EXPECT_THAT(client->heard(), ElementsAre("420[\"who\"]", "421[\"who\"]"));
    EXPECT_FALSE(client->paused);
    say({R"(31["b"])"});
    EXPECT_THAT(started, ElementsAre("b", "c"));
    say({R"(30["a"])"});
    EXPECT_THAT(started, ElementsAre("b", "c", "a"));
}

TEST_F(handler_limit, lets_binary_acks_through_and_keeps_binary_events) {
    begin({.max_running_handlers = 1});
    scene->on("ask", [this](socket me) -> net::awaitable<void> {
        bytes const answer = co_await me.emit_with_ack<bytes>("who");
        started.emplace_back(answer.as_text());
    });
    scene->on("octets", [this](bytes const& octets) { started.emplace_back(octets.as_text()); });
    say({R"(2["ask"])"});
    scene->on_shard([&] {
        client->say(R"(51-["octets",{"_placeholder":true,"num":0}])");
        client->say_binary("held");
    });
    EXPECT_THAT(started, IsEmpty());
    scene->on_shard([&] {
        client->say(R"(61-0[{"_placeholder":true,"num":0}])");
        client->say_binary("answer");
    });
    EXPECT_THAT(started, ElementsAre("answer", "held"));
}

TEST_F(handler_limit, keeps_the_order_over_namespaces) {
    begin({.max_running_handlers = 1});
    scene->on(
        "note", [this](std::string const& name) { started.push_back("other " + name); }, "/other");
    say({R"(2["wait","a"])", "0/other,", R"(2/other,["note","b"])", R"(2["note","c"])",
         R"(2/other,["note","d"])"});
    EXPECT_THAT(started, ElementsAre("a"));
    let_go();
    EXPECT_THAT(started, ElementsAre("a", "other b", "c", "other d"));
}

TEST_F(handler_limit, drops_what_waits_for_a_socket_that_leaves) {
    begin({.max_running_handlers = 1});
    say({R"(2["wait","a"])", R"(2["note","b"])", "1", "0", R"(2["note","c"])"});
    let_go();
    EXPECT_THAT(started, ElementsAre("a", "c")) << "b was for the socket that has left";
}

TEST_F(handler_limit, drops_what_waits_for_a_socket_that_the_program_disconnects) {
    begin({.max_running_handlers = 1});
    scene->on("leave", [](socket const& me) { me.disconnect(); });
    say({R"(2["wait","a"])", R"(2["leave"])", R"(2["note","b"])"});
    let_go();
    EXPECT_THAT(started, ElementsAre("a"));
    EXPECT_TRUE(client->is_open);
    say({"0", R"(2["note","c"])"});
    EXPECT_THAT(started, ElementsAre("a", "c"));
}

TEST_F(handler_limit, forgets_what_waits_with_the_client) {
    begin({.max_running_handlers = 1});
    scene->on("close", [](socket const& me) { me.disconnect(true); });
    say({R"(2["wait","a"])", R"(2["close"])", R"(2["note","b"])"});
    let_go();
    EXPECT_FALSE(client->is_open);
    client = &scene->join();
    say({R"(2["wait","c"])", R"(2["note","d"])"});
    scene->on_shard([&] { client->end(engine::close_reason::transport_close); });
    let_go();
    EXPECT_THAT(started, ElementsAre("a", "c"));
}

TEST_F(handler_limit, calls_a_handler_of_once_once) {
    begin({.max_running_handlers = 1});
    scene->on_connection([this](socket const& me) {
        me.once("one", [this](std::string const& name) { started.push_back(name); });
    });
    client = &scene->join();
    say({R"(2["wait","a"])", R"(2["one","b"])", R"(2["one","c"])"});
    let_go();
    EXPECT_THAT(started, ElementsAre("a", "b"));
}

TEST_F(handler_limit, starts_one_after_the_other_when_they_end_at_once) {
    begin({.max_running_handlers = 1});
    scene->on("quick", [this](std::string name) -> net::awaitable<void> {
        started.push_back(name);
        co_return;
    });
    std::vector<std::string> many{R"(2["wait","a"])"};
    many.resize(1000, R"(2["quick","b"])");
    say(many);
    EXPECT_THAT(started, ElementsAre("a"));
    let_go();
    EXPECT_EQ(started.size(), 1000U);
}

TEST_F(handler_limit, counts_those_that_joining_and_leaving_start) {
    begin({.max_running_handlers = 1});
    scene->on_connection([this](socket const&) -> net::awaitable<void> { co_await door->pass(); });
    client = &scene->join();
    EXPECT_EQ(door->waiting(), 1U);
    say({"1", "0"});
    EXPECT_EQ(door->waiting(), 2U);
    (void)client->heard();
    say({"1", "0"});
    EXPECT_EQ(door->waiting(), 2U);
    EXPECT_THAT(client->heard(), ElementsAre(R"(44{"message":"Too many handlers are running"})"));
    EXPECT_TRUE(scene->counted(metric::too_many_handlers));
    let_go();
    say({"0"});
    EXPECT_EQ(door->waiting(), 2U);
}

TEST_F(handler_limit, stops_the_clock_for_attachments_that_are_not_read) {
    begin({.max_running_handlers = 1, .max_inbox_bytes = 0});
    say({R"(2["wait","a"])", R"(2["note","b"])", R"(51-["note",{"_placeholder":true,"num":0}])"});
    EXPECT_TRUE(client->paused);
    scene->time.pass(120s);
    EXPECT_TRUE(client->is_open);
    let_go();
    EXPECT_FALSE(client->paused);
    scene->time.pass(61s);
    EXPECT_FALSE(client->is_open);
    EXPECT_TRUE(scene->counted(metric::attachments_timeout));
}

} // namespace
} // namespace socketiota::test
