// SPDX-License-Identifier: MIT
#include "scripted_server.hpp"

#include <socketiota/test_server.hpp>
#include <socketiota/unlimited.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <vector>

// What options mean at their ends.

namespace {

namespace net = boost::asio;
namespace sio = socketiota;
using namespace std::chrono_literals;

// One by one each sum, product and comparison with a limit meets the largest value that it can.
TEST(unlimited, may_stand_for_each_limit) {
    constexpr auto& none = sio::unlimited;
    sio::test::scripted_server server({
        .upgrade_timeout = none,
        .connect_timeout = none,
        .max_http_buffer_size = none,
        .max_attachments = none,
        .max_event_size = none,
        .max_outbox_bytes = none,
        .max_connections = none,
        .http = {.max_head_size = none,
                 .head_timeout = none,
                 .body_timeout = none,
                 .keep_alive_timeout = none,
                 .write_timeout = none,
                 .min_read_rate = 0},
        .max_sessions = none,
        .max_namespaces = none,
        .max_auth_bytes = none,
        .max_rooms = none,
        .max_room_bytes = none,
        .max_pending_acks = none,
        .max_running_handlers = none,
        .max_running_handlers_of_all = none,
        .max_inbox_bytes = none,
        .max_log_lines = none,
        .stop_timeout = none,
        .drain_time = none,
    });
    server.io().of("/chat");
    std::vector<int> sums;
    server.io().on("add", [&](sio::socket who, int a, int b) -> net::awaitable<int> {
        who.join("room");
        co_await server.io().delay(1s, net::use_awaitable);
        sums.push_back(a + b);
        co_return a + b;
    });
    server.io().on("binary", [](sio::bytes const& octets) { return octets.size(); });
    auto const ann = server.connect();
    ASSERT_TRUE(ann.connected());
    std::vector<sio::test_answer> answers;
    for (int count = 0; count < 600; ++count)
        answers.push_back(ann.emit_with_ack("add", count, 1));
    EXPECT_TRUE(ann.join("/chat").connected()) << "more handlers run than usually may";
    EXPECT_EQ(ann.emit_with_ack("binary", sio::bytes(std::string(100, 'x'))).get<int>(), 100);
    server.pass(2s);
    EXPECT_EQ(sums.size(), 600U);
    EXPECT_EQ(answers.back().get<int>(), 600);
    server.io().to("room").emit("big", std::string(1 << 20, 'x'));
    server.settle();
    EXPECT_EQ(ann.take().get<std::string>().size(), std::size_t{1} << 20);
    server.pass(24h); // heartbeats
    EXPECT_TRUE(ann.connected());
}

TEST(zero, means_no_further_room) {
    int refused = 0;
    sio::test::scripted_server server({.max_rooms = 0, .log = {}});
    server.io().on_metric(
        [&](sio::metric what) { refused += what == sio::metric::too_many_rooms ? 1 : 0; });
    server.io().on("join", [](sio::socket const& who) {
        who.join("room");
        return who.rooms();
    });
    auto const ann = server.connect();
    EXPECT_EQ(ann.emit_with_ack("join").get<std::vector<std::string>>(),
              std::vector<std::string>{ann.id()});
    EXPECT_EQ(refused, 1);
}

} // namespace
