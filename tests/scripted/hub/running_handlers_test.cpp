// SPDX-License-Identifier: MIT
#include "whole_scene.hpp"

#include <boost/asio/awaitable.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <support/gate.hpp>

// What a client sends while its handlers are at their limit, over both transports.

namespace socketiota::test {
namespace {

namespace net = boost::asio;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

std::string wait_event(std::string const& name) { return "2[\"wait\",\"" + name + "\"]"; }

/// The same with so many octets more.
std::string large_event(std::string const& name, std::size_t octets) {
    return "2[\"wait\",\"" + name + "\",\"" + std::string(octets, 'x') + "\"]";
}

class handler_limit : public testing::TestWithParam<engine::transport_kind> {
protected:
    void begin(hub::hub_options const& options) {
        scene.emplace(options);
        door.emplace(scene->time.context());
        scene->on("wait", [this](std::string name) -> net::awaitable<void> {
            started.push_back(name);
            co_await door->pass();
        });
        scene->on("ask", [this](socket me) -> net::awaitable<std::string> {
            std::string const answer = co_await me.emit_with_ack<std::string>("who");
            started.push_back(answer);
            co_return answer;
        });
        if (GetParam() == engine::transport_kind::polling)
            client = std::make_unique<polling_client>(*scene);
        else
            client = std::make_unique<websocket_client>(*scene);
    }

    // Coroutines that still wait end with the scene.
    ~handler_limit() override {
        door.reset();
        client.reset();
        scene.reset();
    }

    void let_go(std::size_t count = 1) {
        door->let_go(count);
        scene->time.settle();
    }

    std::vector<std::string> started;
    std::optional<whole_scene> scene;
    std::optional<gate> door;
    std::unique_ptr<whole_client> client;
};

TEST_P(handler_limit, starts_no_more_than_that_of_what_comes_in_one_piece) {
    begin({.max_running_handlers = 3});
    client->say({wait_event("a"), wait_event("b")});
    client->say({wait_event("c"), wait_event("d"), wait_event("e"), wait_event("f")});
    EXPECT_THAT(started, ElementsAre("a", "b", "c"));
    EXPECT_FALSE(client->paused()) << "few octets may wait";
    let_go();
    EXPECT_THAT(started, ElementsAre("a", "b", "c", "d"));
    client->say({wait_event("g")});
    let_go(2);
    EXPECT_THAT(started, ElementsAre("a", "b", "c", "d", "e", "f"));
    let_go(10);
    EXPECT_THAT(started, ElementsAre("a", "b", "c", "d", "e", "f", "g"));
    EXPECT_EQ(scene->metrics[metric::reading_paused], 0U);
}

TEST_P(handler_limit, lets_the_answers_through_that_its_handlers_wait_for) {
    begin({.max_running_handlers = 2});
    client->say({R"(21["ask"])", R"(22["ask"])", R"(23["ask"])"});
    EXPECT_THAT(client->heard(), ElementsAre("20[\"who\"]", "21[\"who\"]"));
    client->say({R"(31["b"])", R"(30["a"])"});
    EXPECT_THAT(started, ElementsAre("b", "a"));
    EXPECT_THAT(client->heard(), ElementsAre("32[\"b\"]", "31[\"a\"]", "22[\"who\"]"));
}

TEST_P(handler_limit, pauses_reading_above_the_limit_of_octets) {
    begin({.max_running_handlers = 1, .max_inbox_bytes = 2000});
    client->say({wait_event("a"), large_event("b", 900)});
    client->say({large_event("c", 700)});
    EXPECT_FALSE(client->paused());
    client->say({large_event("d", 900)});
    EXPECT_TRUE(client->paused());
    EXPECT_EQ(scene->metrics[metric::reading_paused], 1U);
    let_go(); // b runs, and c and d are more than half of the limit
    EXPECT_TRUE(client->paused());
    let_go();
    EXPECT_FALSE(client->paused());
    client->say({wait_event("e")});
    let_go();
    let_go();
    EXPECT_THAT(started, ElementsAre("a", "b", "c", "d", "e"));
}

TEST_P(handler_limit, keeps_all_of_a_piece_that_goes_above_the_limit_of_octets) {
    begin({.max_running_handlers = 1, .max_inbox_bytes = 0});
    client->say({wait_event("a")});
    EXPECT_FALSE(client->paused());
    std::vector<std::string> many;
    for (char name = 'b'; name <= 'z'; ++name)
        many.push_back(wait_event(std::string(1, name)));
    client->say(many);
    EXPECT_TRUE(client->paused());
    EXPECT_THAT(started, ElementsAre("a"));
    for (std::size_t count = 0; count < many.size(); ++count)
        let_go();
    EXPECT_FALSE(client->paused());
    ASSERT_THAT(started, SizeIs(26));
    for (std::size_t index = 0; index < started.size(); ++index)
        EXPECT_EQ(started[index], std::string(1, static_cast<char>('a' + index)));
}

TEST_P(handler_limit, forgets_what_waits_when_the_server_closes) {
    begin({.max_running_handlers = 1, .max_inbox_bytes = 100});
    client->say({wait_event("a"), wait_event("b"), large_event("c", 1000)});
    EXPECT_TRUE(client->paused());
    scene->close();
    let_go();
    EXPECT_THAT(started, ElementsAre("a"));
    EXPECT_EQ(scene->sessions(), 0U);
}

TEST_P(handler_limit, gives_up_a_client_that_takes_nothing_any_more_while_paused) {
    begin({.max_running_handlers = 1, .max_inbox_bytes = 0});
    client->say({wait_event("a"), wait_event("b")});
    ASSERT_TRUE(client->paused());
    client->vanish();
    scene->time.pass(45s);
    EXPECT_EQ(scene->sessions(), 1U);
    scene->time.pass(30s);
    EXPECT_EQ(scene->sessions(), 0U);
    EXPECT_EQ(scene->metrics[metric::ping_timeout], 1U);
    let_go();
    EXPECT_THAT(started, ElementsAre("a"));
}

INSTANTIATE_TEST_SUITE_P(, handler_limit,
                         testing::Values(engine::transport_kind::polling,
                                         engine::transport_kind::websocket),
                         [](auto const& instance) {
                             return std::string(to_string(instance.param));
                         });

} // namespace
} // namespace socketiota::test
