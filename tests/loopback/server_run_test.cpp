// SPDX-License-Identifier: MIT
#include <socketiota/server.hpp>

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address_v4.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <exception>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <support/blocking_websocket.hpp>
#include <support/shards_under_test.hpp>

// When `run` returns. A test that waits for what never comes ends by the time limit of its ctest.

namespace socketiota {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

server_options silent() {
    server_options options;
    options.serve_client = false;
    options.shards = test::shards_under_test();
    options.log = [](log_level, std::string_view) {};
    return options;
}

TEST(server_run, returns_when_stopped_though_the_program_still_waits) {
    server io(silent());
    asio::steady_timer hour(io.get_executor(), 1h);
    bool fired = false;
    hour.async_wait([&fired](error_code) { fired = true; });
    asio::post(io.get_executor(), [&io] { io.stop(); });
    io.run();
    EXPECT_FALSE(fired);
}

// Connections have deadlines that go when they are destroyed, behind the end of the server.
TEST(server_run, returns_when_closed_though_connections_have_deadlines) {
    server_options options = silent();
    options.http.head_timeout = 1h;
    server io(options);
    io.on_connection([&](socket const&) { io.async_close([](error_code) {}); });
    io.listen({asio::ip::address_v4::loopback(), 0});
    asio::io_context peers;
    asio::ip::tcp::socket says_nothing(peers);
    says_nothing.connect({asio::ip::address_v4::loopback(), io.port()});
    test::blocking_websocket client(io.port(), "/socket.io/");
    client.say("40");
    io.run();
    EXPECT_EQ(io.connections(), 0U);
}

TEST(server_run, goes_on_after_a_function_that_the_program_gave_to_asio_has_thrown) {
    server io(silent());
    std::vector<std::string> told;
    io.on_error([&told](std::exception_ptr const& failure) {
        try {
            std::rethrow_exception(failure);
        } catch (std::exception const& thrown) {
            told.emplace_back(thrown.what());
        } catch (int number) {
            told.push_back(std::to_string(number));
        }
    });
    asio::post(io.get_executor(), [] { throw std::runtime_error("on purpose"); });
    asio::post(io.get_executor(), [] { throw 42; });
    asio::post(io.get_executor(), [&io] { io.stop(); });
    io.run();
    EXPECT_EQ(told, (std::vector<std::string>{"on purpose", "42"}));
}

TEST(server_run, leaves_no_work_behind_on_a_context_of_the_program_on_one_shard) {
    asio::io_context context(1);
    server_options options = silent();
    options.shards = 1;
    server io(context, options);
    io.listen({asio::ip::address_v4::loopback(), 0});

    // A session, whose deadlines set the clock of the shard.
    asio::io_context peers;
    asio::ip::tcp::socket peer(peers);
    peer.connect({asio::ip::address_v4::loopback(), io.port()});
    asio::write(peer,
                asio::buffer(std::string_view("GET /socket.io/?EIO=4&transport=polling HTTP/1.1\r\n"
                                              "Host: localhost\r\n\r\n")));
    while (io.connections() == 0)
        context.run_one();

    bool closed = false;
    io.async_close([&closed](error_code) { closed = true; });
    while (context.poll() > 0) {
    }
    EXPECT_TRUE(closed);
    EXPECT_EQ(io.connections(), 0U);
    EXPECT_TRUE(context.stopped()) << "something keeps the context running";
}

TEST(server_run, says_where_it_listens) {
    std::vector<std::string> lines;
    server_options options = silent();
    options.log = [&lines](log_entry const& entry) {
        if (entry.category == log_category::listening)
            lines.emplace_back(entry.text);
    };
    server io(options);
    io.listen({asio::ip::address_v4::loopback(), 0});
    std::string const first = std::to_string(io.port());
    io.listen({asio::ip::address_v4::any(), 0});
    std::string const second = std::to_string(io.port());
    EXPECT_EQ(lines, (std::vector<std::string>{"listening on http://127.0.0.1:" + first,
                                               "listening on 0.0.0.0:" + second +
                                                   ", all addresses: http://localhost:" + second}));
}

#ifndef NDEBUG

TEST(server_run, says_in_the_log_that_a_socket_was_used_on_another_thread) {
    server_options options = silent();
    std::vector<std::string> lines;
    options.log = [&lines](log_level level, std::string_view line) {
        if (level == log_level::error)
            lines.emplace_back(line);
    };
    server io(options);
    io.on_connection([&io](socket who) {
        std::thread([who] {
            who.emit("allowed");
            who.join("allowed too");
            static_cast<void>(who.rooms());
        }).join();
        io.stop();
    });
    io.listen({asio::ip::address_v4::loopback(), 0});

    test::blocking_websocket peer(io.port(), "/socket.io/");
    peer.say("40");
    io.run();
    ASSERT_EQ(lines.size(), 1U);
    EXPECT_TRUE(lines[0].starts_with("socket::rooms was called on another thread")) << lines[0];
}

#endif

} // namespace
} // namespace socketiota
