// SPDX-License-Identifier: MIT
//
// Sessions that are used from threads that are not the server's. Run it under ThreadSanitizer.
#include <socketiota/engine_server.hpp>

#include <boost/asio/ip/address_v4.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_future.hpp>

#include <gtest/gtest.h>

#include <array>
#include <future>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <support/blocking_websocket.hpp>
#include <support/shards_under_test.hpp>

namespace socketiota {
namespace {

namespace asio = boost::asio;

class running_engine_server : public testing::Test {
protected:
    void SetUp() override {
        engine_server_options options;
        options.shards = test::shards_under_test();
        options.log = [](log_level level, std::string_view line) {
            EXPECT_NE(level, log_level::error) << line;
        };
        io.emplace(std::move(options));
        io->on_connection([this](engine_session session) {
            session.on_close(
                [this](std::string_view reason) { closed.set_value(std::string(reason)); });
            connected.set_value(std::move(session));
        });
        io->listen({asio::ip::address_v4::loopback(), 0});
        loop = std::thread([this] { io->run(); });
    }

    void TearDown() override {
        io->stop();
        loop.join();
    }

    std::optional<engine_server> io;
    std::promise<engine_session> connected;
    std::promise<std::string> closed;
    std::thread loop;
};

TEST_F(running_engine_server, sends_for_many_threads_in_the_order_of_each) {
    test::blocking_websocket peer(io->port(), "/engine.io/");
    peer.next();
    engine_session const session = connected.get_future().get();
    constexpr int rounds = 200;
    std::vector<std::jthread> threads;
    for (int number = 0; number < 4; ++number)
        threads.emplace_back([session, number] {
            for (int round = 0; round < rounds; ++round) {
                EXPECT_TRUE(session.open());
                std::string const text = std::to_string(number) + std::to_string(round);
                if (round % 2 == 0)
                    session.send(text);
                else
                    session.send(bytes(text));
            }
        });
    std::array<int, 4> next{};
    for (int count = 0; count < 4 * rounds; ++count) {
        std::string text = peer.next();
        // A text begins with the 4 of its packet and has an even number, a binary has an odd one.
        if ((text.back() - '0') % 2 == 0)
            text.erase(0, 1);
        auto const number = static_cast<std::size_t>(text.at(0) - '0');
        EXPECT_EQ(std::stoi(text.substr(1)), next.at(number)++);
    }
}

TEST_F(running_engine_server, closes_for_another_thread) {
    test::blocking_websocket peer(io->port(), "/engine.io/");
    peer.next();
    {
        engine_session const session = connected.get_future().get();
        session.send("last");
        session.close();
    }
    EXPECT_EQ(peer.next(), "4last");
    EXPECT_EQ(peer.next(), "");
    EXPECT_EQ(closed.get_future().get(), "forced close");
}

TEST_F(running_engine_server, ends_for_another_thread) {
    test::blocking_websocket peer(io->port(), "/engine.io/");
    peer.next();
    engine_session const session = connected.get_future().get();
    io->async_close(asio::use_future).get();
    EXPECT_EQ(closed.get_future().get(), "forced close");
    EXPECT_EQ(peer.next(), "");
    EXPECT_FALSE(session.open());
    EXPECT_EQ(session.send("late"), emit_status::not_connected);
}

} // namespace
} // namespace socketiota
