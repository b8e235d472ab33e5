// SPDX-License-Identifier: MIT
#include "hub_scene.hpp"

#include <socketiota/cancel_on_disconnect.hpp>

#include <boost/asio/this_coro.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include <support/gate.hpp>

namespace socketiota::test {
namespace {

namespace net = boost::asio;
using testing::ElementsAre;

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

} // namespace
} // namespace socketiota::test
