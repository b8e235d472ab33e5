// SPDX-License-Identifier: MIT
#include "websocket_scene.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/system/errc.hpp>
#include <boost/system/system_error.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace socketiota::test {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using testing::ElementsAre;

constexpr auto as_result = asio::as_tuple(asio::deferred);

error_code protocol_error() { return make_error_code(boost::system::errc::protocol_error); }

asio::awaitable<void> echoes(websocket_scene& its) {
    its.make();
    EXPECT_FALSE(its.one->open());
    co_await its.one->async_connect();
    EXPECT_TRUE(its.one->open());
    EXPECT_TRUE(its.one->send("hello"));
    EXPECT_TRUE(its.one->send(std::as_bytes(std::span("\0\1\2", 3))));
    EXPECT_TRUE(its.one->send(std::string(300'000, 'x')));
    websocket_message came = co_await its.one->async_receive();
    EXPECT_TRUE(came.is_text);
    EXPECT_EQ(came.content, "hello");
    came = co_await its.one->async_receive();
    EXPECT_FALSE(came.is_text);
    EXPECT_EQ(came.content, std::string("\0\1\2", 3));
    EXPECT_EQ(came.octets().size(), 3);
    came = co_await its.one->async_receive();
    EXPECT_EQ(came.content, std::string(300'000, 'x'));
    co_await its.one->async_close(4000, "bye");
    EXPECT_FALSE(its.one->open());
    EXPECT_EQ(its.one->end().code, 4000) << "which the server says too";
    EXPECT_FALSE(its.one->send("late"));
}

TEST(a_websocket_client, sends_receives_and_closes) {
    websocket_scene its;
    its.run(echoes(its));
    EXPECT_THAT(its.ends, ElementsAre("4000 bye"));
    its.run_out();
}

asio::awaitable<void> is_closed_by_the_server(websocket_scene& its) {
    its.make("/closes");
    co_await its.one->async_connect();
    auto const [none, first] = co_await its.one->async_receive(as_result);
    EXPECT_FALSE(none);
    EXPECT_EQ(first.content, "first");
    auto const [over, nothing] = co_await its.one->async_receive(as_result);
    EXPECT_EQ(over, asio::error::eof);
    EXPECT_EQ(its.one->end().code, 4321);
    EXPECT_EQ(its.one->end().reason, "enough");
    co_await its.one->async_close(); // nothing to do
    co_await its.one->async_connect();
    auto const [again, another] = co_await its.one->async_receive(as_result);
    EXPECT_FALSE(again) << "of the next connection";
    EXPECT_EQ(another.content, "first");
}

TEST(a_websocket_client, is_told_how_the_server_closed) {
    websocket_scene its;
    its.run(is_closed_by_the_server(its));
    its.run_out();
}

asio::awaitable<void> is_refused(websocket_scene& its) {
    its.make("/nowhere");
    auto [failure] = co_await its.one->async_connect(as_result);
    EXPECT_EQ(failure, protocol_error());
    EXPECT_EQ(its.one->connect_failure().stage, connect_stage::http);
    EXPECT_EQ(its.one->connect_failure().http_status, 404);
    EXPECT_EQ(its.one->connect_failure().message,
              "the server does not open a WebSocket, but answers 404 Not Found");
    websocket_client_options options;
    options.subprotocols = {"another"};
    its.make("/echo", options);
    auto [chosen] = co_await its.one->async_connect(as_result);
    EXPECT_EQ(chosen, protocol_error());
    EXPECT_EQ(its.one->connect_failure().message, "the server chose none of the subprotocols");
    auto const [never, nothing] = co_await its.one->async_receive(as_result);
    EXPECT_EQ(never, asio::error::not_connected);
}

TEST(a_websocket_client, is_told_why_it_is_refused) {
    websocket_scene its;
    its.run(is_refused(its));
    its.run_out();
}

} // namespace
} // namespace socketiota::test
