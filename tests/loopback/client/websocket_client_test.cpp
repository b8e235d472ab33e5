// SPDX-License-Identifier: MIT
#include "websocket_scene.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/ip/address_v4.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/system/errc.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <exception>
#include <future>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
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

// ---- cancelling, destroying ----

TEST(a_websocket_client, can_be_cancelled_and_loses_nothing) {
    websocket_scene its;
    its.make();
    its.run(its.one->async_connect(asio::use_awaitable));
    asio::cancellation_signal signal;
    error_code first;
    bool is_over = false;
    its.one->async_receive(asio::bind_cancellation_slot(
        signal.slot(), [&](error_code failure, websocket_message const&) {
            first = failure;
            is_over = true;
        }));
    asio::post(its.context, [&] { signal.emit(asio::cancellation_type::terminal); });
    its.until([&] { return is_over; });
    EXPECT_EQ(first, asio::error::operation_aborted);
    std::string came;
    its.one->send("kept");
    its.one->async_receive([&](error_code, websocket_message message) { came = message.content; });
    its.until([&] { return !came.empty(); });
    EXPECT_EQ(came, "kept");
    its.run_out();
}

TEST(a_websocket_client, can_stop_connecting) {
    websocket_scene its;
    // Its system takes connections, and nobody answers on them.
    asio::ip::tcp::acceptor const silent(its.context, {asio::ip::address_v4::loopback(), 0});
    its.url = "ws://127.0.0.1:" + std::to_string(silent.local_endpoint().port());
    its.make("");
    asio::cancellation_signal signal;
    std::vector<error_code> outcomes;
    its.one->async_connect(asio::bind_cancellation_slot(
        signal.slot(), [&](error_code how) { outcomes.push_back(how); }));
    asio::post(its.context, [&] { signal.emit(asio::cancellation_type::terminal); });
    its.until([&] { return outcomes.size() == 1; });
    its.one->async_connect([&](error_code how) { outcomes.push_back(how); });
    its.one->close();
    its.until([&] { return outcomes.size() == 2; });
    its.one->async_connect([&](error_code how) { outcomes.push_back(how); });
    its.one.reset();
    its.until([&] { return outcomes.size() == 3; });
    EXPECT_THAT(outcomes, testing::Each(error_code(asio::error::operation_aborted)));
    its.run_out();
}

TEST(a_websocket_client, may_be_destroyed_in_each_of_its_handlers) {
    for (int place = 0; place != 4; ++place) {
        SCOPED_TRACE(place);
        websocket_scene its;
        its.make();
        bool is_over = false;
        int received = 0;
        auto const reaches = [&](int here) {
            if (here != place || is_over)
                return false;
            is_over = true;
            its.one.reset();
            return true;
        };
        its.one->async_connect([&](error_code) {
            if (reaches(0))
                return;
            its.one->async_send("hello", [&](error_code) { static_cast<void>(reaches(1)); });
            its.one->async_receive([&](error_code, websocket_message const&) {
                ++received;
                if (its.one && !reaches(2))
                    its.one->async_close([&](error_code) { static_cast<void>(reaches(3)); });
            });
        });
        its.until([&] { return is_over; });
        its.run_out();
        EXPECT_EQ(received, place == 0 ? 0 : 1);
    }
}

// ---- the other ways to run it ----

/// A scene whose loop runs on a thread.
class running_scene {
public:
    ~running_scene() {
        asio::post(its_.context, [this] { its_.io.reset(); });
        thread_.join();
    }

    [[nodiscard]] std::string echo() const { return its_.url + "/echo"; }

private:
    websocket_scene its_;
    std::thread thread_{[this] { its_.context.run(); }};
};

TEST(a_websocket_client_on_its_own_thread, is_asked_from_any) {
    running_scene const server;
    websocket_client own(server.echo());
    own.async_connect(asio::use_future).get();
    std::vector<std::thread> threads;
    for (int thread = 0; thread != 3; ++thread)
        threads.emplace_back([&own] {
            for (int count = 0; count != 100; ++count)
                EXPECT_TRUE(own.send("text"));
        });
    for (int count = 0; count != 300; ++count)
        EXPECT_EQ(own.async_receive(asio::use_future).get().content, "text");
    for (std::thread& each : threads)
        each.join();
    EXPECT_EQ(own.unsent(), 0U);
    own.async_close(4000, "bye", asio::use_future).get();
    EXPECT_EQ(own.end().code, 4000);
}

TEST(a_websocket_client_on_its_own_thread, aborts_what_waits_when_it_is_destroyed) {
    running_scene const server;
    std::optional<websocket_client> own(std::in_place, server.echo());
    own->async_connect(asio::use_future).get();
    // No future: what one throws is shared by threads in a way that ThreadSanitizer cannot see
    // into.
    auto const heard = std::make_shared<std::promise<error_code>>();
    own->async_receive(
        [heard](error_code failure, websocket_message const&) { heard->set_value(failure); });
    own.reset();
    EXPECT_EQ(heard->get_future().get(), asio::error::operation_aborted);
}

TEST(a_websocket_client_on_its_own_thread, reports_what_a_handler_throws) {
    running_scene const server;
    websocket_client own(server.echo());
    std::promise<void> heard;
    own.on_error([&](std::exception_ptr const&) { heard.set_value(); });
    own.async_connect([](error_code) { throw std::runtime_error("oh"); });
    heard.get_future().wait();
    own.send("it goes on");
    EXPECT_EQ(own.async_receive(asio::use_future).get().content, "it goes on");
}

TEST(a_polled_websocket_client, lives_inside_of_poll) {
    running_scene const server;
    std::string came;
    auto mine = websocket_client::polled(server.echo());
    mine.async_connect([&](error_code failure) {
        EXPECT_FALSE(failure);
        mine.send("hello");
        mine.async_receive(
            [&](error_code, websocket_message message) { came = std::move(message.content); });
    });
    while (came.empty())
        mine.poll(std::chrono::milliseconds(1000));
    EXPECT_EQ(came, "hello");
    boost::asio::io_context context;
    websocket_client const other(context, server.echo());
    EXPECT_THROW(static_cast<void>(other.poll()), std::logic_error);
}

} // namespace
} // namespace socketiota::test
