// SPDX-License-Identifier: MIT
#include "scripted_server.hpp"

#include <socketiota/metric.hpp>
#include <socketiota/test_server.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

// The bound of the coroutines that run for all clients together, through public headers alone.

namespace {

namespace net = boost::asio;
namespace sio = socketiota;
using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Optional;
using testing::StrEq;

class work_limit : public testing::Test {
protected:
    explicit work_limit(sio::server_options options = {.max_running_handlers = 4,
                                                       .max_running_handlers_of_all = 6})
        : server(std::move(options)) {
        server.io().on_metric([this](sio::metric what) {
            if (what == sio::metric::server_busy)
                ++busy;
        });
        // Each takes an hour.
        server.io().on("work", [this](std::string name) -> net::awaitable<void> {
            started.push_back(name);
            ++running;
            co_await server.io().delay(1h);
            --running;
        });
        server.io().on("note", [this](std::string const& name) { started.push_back(name); });
        server.io().of("/guarded").use([this](sio::socket&) -> net::awaitable<sio::verdict> {
            co_await server.io().delay(1h);
            co_return sio::verdict::accept();
        });
    }

    int busy = 0;
    int running = 0;
    std::vector<std::string> started;
    sio::test::scripted_server server;
};

TEST_F(work_limit, holds_against_who_leaves_and_comes_back) {
    int refused = 0;
    for (int round = 0; round < 100; ++round) {
        auto const peer = server.connect();
        if (!peer.connected()) {
            EXPECT_THAT(peer.refusal(), Optional(StrEq("Too many handlers are running")));
            ++refused;
            continue;
        }
        for (int count = 0; count < 4; ++count)
            peer.emit("work", "x");
        peer.lose_connection();
    }
    EXPECT_EQ(running, 6);
    EXPECT_EQ(refused, 98);
    EXPECT_EQ(busy, 99); // one of them waited with two of its events
    server.pass(1h);
    EXPECT_EQ(running, 0);
    auto const peer = server.connect();
    ASSERT_TRUE(peer.connected());
    peer.emit("work", "y");
    EXPECT_EQ(running, 1);
}

TEST_F(work_limit, keeps_the_events_of_each_in_order_and_is_fair_on_one_shard) {
    auto const ann = server.connect();
    auto const bob = server.connect();
    auto const cid = server.connect();
    ann.emit("work", "a1");
    ann.emit("work", "a2");
    ann.emit("work", "a3");
    bob.emit("work", "b1");
    bob.emit("work", "b2");
    server.pass(30min);
    cid.emit("work", "c1"); // the sixth
    started.clear();
    ann.emit("note", "a4"); // who knows what it would start
    ann.emit("work", "a5");
    bob.emit("work", "b3");
    bob.emit("work", "b4");
    cid.emit("note", "c2");
    EXPECT_THAT(started, IsEmpty());
    EXPECT_EQ(busy, 3);
    EXPECT_TRUE(ann.connected());
    server.pass(30min); // five have ended
    EXPECT_EQ(running, 1 + 3);
    EXPECT_THAT(started, ElementsAre("a4", "a5", "b3", "b4", "c2"));
}

TEST_F(work_limit, counts_middlewares) {
    std::vector<sio::test_client> waiting;
    for (int count = 0; count < 6; ++count)
        waiting.push_back(server.connect({.nsp = "/guarded"}));
    auto const seventh = server.connect({.nsp = "/guarded"});
    EXPECT_THAT(seventh.refusal(), Optional(StrEq("Too many handlers are running")));
    EXPECT_EQ(busy, 1);
    for (sio::test_client const& each : waiting)
        each.lose_connection();
    EXPECT_FALSE(server.connect({.nsp = "/guarded"}).refusal() == std::nullopt);
    server.pass(1h);
    EXPECT_FALSE(server.connect({.nsp = "/guarded"}).refusal().has_value());
}

class slow_doorman : public work_limit {
protected:
    slow_doorman() : work_limit(options()) {}

    static sio::server_options options() {
        sio::server_options some;
        some.max_running_handlers_of_all = 2;
        some.allow_request = [](sio::handshake const&) -> net::awaitable<bool> {
            net::steady_timer never(co_await net::this_coro::executor,
                                    net::steady_timer::time_point::max());
            co_await never.async_wait(net::use_awaitable);
            co_return true;
        };
        return some;
    }
};

TEST_F(slow_doorman, is_asked_no_more_than_so_often) {
    std::vector<sio::test_client> waiting;
    for (int count = 0; count < 5; ++count)
        waiting.push_back(server.connect());
    EXPECT_EQ(busy, 3);
    for (sio::test_client const& each : waiting)
        each.lose_connection();
    waiting.clear();
    server.pass(1s);
    waiting.push_back(server.connect());
    EXPECT_EQ(busy, 3) << "those who have left are asked for no more";
}

} // namespace
