// SPDX-License-Identifier: MIT
//
// A whole server, used from threads that are not its own and after its end. Run it under
// ThreadSanitizer and AddressSanitizer.
#include "blocking_client.hpp"

#include <socketiota/server.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address_v4.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <future>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <support/blocking_websocket.hpp>

namespace socketiota {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

/// A server that runs on a thread of its own.
class running_server : public testing::Test {
protected:
    void SetUp() override {
        io.emplace(test::quiet());
        io->on_connection([this](socket who) { connected.set_value(std::move(who)); });
        io->listen({asio::ip::address_v4::loopback(), 0});
        loop = std::thread([this] { io->run(); });
    }

    void TearDown() override { end(); }

    void end() {
        if (!loop.joinable())
            return;
        io->stop();
        loop.join();
    }

    std::optional<server> io;
    std::promise<socket> connected;
    std::thread loop;
};

// With more, what is done to a socket and what is sent to a room go different ways.
TEST_F(running_server, is_used_by_many_threads_at_once) {
    test::blocking_client peer(io->port());
    socket const who = connected.get_future().get();
    constexpr int rounds = 200;
    std::vector<std::jthread> threads;
    for (int number = 0; number < 4; ++number)
        threads.emplace_back([this, who, number] {
            std::string const room = "room " + std::to_string(number);
            for (int round = 0; round < rounds; ++round) {
                who.join(room);
                io->to(room).emit("tick", number, round);
                who.leave(room);
                io->to(room).emit("nobody hears it");
                auto const found = io->in(who.id()).fetch_sockets(asio::use_future).get();
                EXPECT_EQ(found.size(), 1U);
                io->sockets_join("all");
                io->sockets_leave("all");
            }
        });
    std::vector<int> last(4, -1);
    for (int count = 0; count < 4 * rounds; ++count) {
        std::string const text = peer.next(); // 42["tick",NUMBER,ROUND]
        ASSERT_TRUE(text.starts_with("42[\"tick\",")) << text;
        auto const number = static_cast<std::size_t>(text[10] - '0');
        int const round = std::stoi(text.substr(12));
        EXPECT_EQ(round, last.at(number) + 1) << "in the order of the thread";
        last.at(number) = round;
    }
}

TEST_F(running_server, selects_while_namespaces_are_made) {
    std::atomic<bool> made = false;
    std::promise<void> selecting;
    std::jthread const other([&] {
        selecting.set_value();
        while (!made.load(std::memory_order_relaxed)) // nothing that orders the two threads
            static_cast<void>(io->to("room"));
    });
    selecting.get_future().wait();
    asio::post(io->get_executor(), [&] {
        for (int number = 0; number < 500; ++number)
            static_cast<void>(io->of(std::to_string(number)));
        made.store(true, std::memory_order_relaxed);
    });
}

TEST_F(running_server, answers_on_the_thread_of_whoever_asked) {
    test::blocking_client peer(io->port());
    socket const who = connected.get_future().get();
    std::jthread answering([&peer] {
        for (int count = 0; count < 2; ++count) {
            std::string const text = peer.next(); // 42N["question"]
            peer.say("43" + text.substr(2, text.find('[') - 2) + "[7]");
        }
    });
    asio::io_context mine;
    int sum = 0;
    asio::co_spawn(
        mine,
        [&]() -> asio::awaitable<void> {
            auto const here = std::this_thread::get_id();
            sum += co_await who.emit_with_ack<int>("question")(asio::use_awaitable);
            EXPECT_EQ(std::this_thread::get_id(), here);
            for (int const each :
                 co_await io->timeout(1h).emit_with_ack<int>("question")(asio::use_awaitable))
                sum += each;
            EXPECT_EQ(std::this_thread::get_id(), here);
        },
        asio::detached);
    mine.run();
    answering.join();
    EXPECT_EQ(sum, 14);
}

TEST_F(running_server, cancels_from_another_thread) {
    test::blocking_client peer(io->port());
    socket const who = connected.get_future().get();
    asio::io_context mine;
    std::vector<error_code> seen;
    asio::cancellation_signal one;
    asio::cancellation_signal all;
    who.emit_with_ack<int>("question")(asio::bind_executor(
        mine, asio::bind_cancellation_slot(
                  one.slot(), [&seen](error_code failed, int) { seen.push_back(failed); })));
    io->emit_with_ack<int>("question")(asio::bind_executor(
        mine, asio::bind_cancellation_slot(all.slot(),
                                           [&seen](error_code failed, std::vector<int> const&) {
                                               seen.push_back(failed);
                                           })));
    peer.next();
    peer.next();
    one.emit(asio::cancellation_type::terminal);
    all.emit(asio::cancellation_type::terminal);
    mine.run();
    EXPECT_EQ(seen, (std::vector<error_code>(2, asio::error::operation_aborted)));
}

TEST_F(running_server, ends_every_ack_with_it) {
    test::blocking_client peer(io->port());
    socket const who = connected.get_future().get();
    auto one = who.emit_with_ack<int>("question")(asio::use_future);
    auto all = io->timeout(1h).emit_with_ack<int>("question")(asio::use_future);
    peer.next();
    peer.next();
    io->stop();
    EXPECT_THROW(one.get(), boost::system::system_error);
    EXPECT_THROW(all.get(), boost::system::system_error);
}

TEST_F(running_server, leaves_inert_handles_behind) {
    test::blocking_client peer(io->port());
    socket const who = connected.get_future().get();
    auto const found = io->fetch_sockets(asio::use_future).get().at(0);
    nsp const chat = io->of("/chat");
    broadcast_operator const everybody = io->to("lobby");
    auto const question = who.emit_with_ack<int>("late");
    auto const survey = everybody.emit_with_ack<int>("late");
    auto const search = chat.fetch_sockets();
    end();
    io.reset();

    EXPECT_FALSE(who.connected());
    EXPECT_EQ(who.emit("late"), emit_status::not_connected);
    EXPECT_EQ(chat.emit("late"), emit_status::not_connected);
    EXPECT_EQ(everybody.emit("late"), emit_status::not_connected);
    EXPECT_EQ(found.emit("late"), emit_status::not_connected);
    who.join("late");
    who.leave("late");
    who.disconnect(true);
    found.join("late");
    found.leave("late");
    found.disconnect();
    chat.sockets_join("late");
    everybody.sockets_leave("late");
    everybody.disconnect_sockets(true);
    EXPECT_EQ(chat.size(), 0U);
    EXPECT_EQ(chat.name(), "/chat");
    EXPECT_FALSE(found.id().empty());
    EXPECT_THROW(question(asio::use_future).get(), boost::system::system_error);
    EXPECT_THROW(survey(asio::use_future).get(), boost::system::system_error);
    EXPECT_THROW(found.emit_with_ack<int>("late")(asio::use_future).get(),
                 boost::system::system_error);
    EXPECT_TRUE(search(asio::use_future).get().empty());
}

/// Destroyed before its loop could tell anybody: whoever has a context of its own hears of it, and
/// a future is broken.
TEST(server_destroyed, ends_what_was_asked) {
    asio::io_context mine;
    std::optional<error_code> one;
    std::future<gathered<int>> other;
    {
        server io(test::quiet());
        io.emit_with_ack<int>("question")(asio::bind_executor(
            mine, [&one](error_code failed, std::vector<int> const&) { one = failed; }));
        other = io.emit_with_ack<int>("question")(asio::use_future);
    }
    mine.run();
    EXPECT_EQ(one, error::socket_disconnected);
    EXPECT_THROW(other.get(), std::exception);
}

} // namespace
} // namespace socketiota
