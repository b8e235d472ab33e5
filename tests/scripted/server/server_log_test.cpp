// SPDX-License-Identifier: MIT
#include "scripted_server.hpp"

#include <socketiota/cancel_on_disconnect.hpp>
#include <socketiota/test_server.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace {

namespace net = boost::asio;
namespace sio = socketiota;
using namespace std::chrono_literals;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;

struct line {
    sio::log_level level;
    sio::log_category category;
    std::string text;
    std::uint64_t left_out;
};

class log_test : public testing::Test {
protected:
    [[nodiscard]] sio::server_options options(std::size_t most = 10) {
        return {.log =
                    [this](sio::log_entry const& entry) {
                        EXPECT_NE(entry.time, std::chrono::system_clock::time_point{});
                        lines_.push_back(
                            {entry.level, entry.category, std::string(entry.text), entry.left_out});
                    },
                .max_log_lines = most};
    }

    std::vector<line> lines_;
};

TEST_F(log_test, says_what_happened_and_to_whom_and_limits_it) {
    sio::test::scripted_server net(options());
    net.io().of("/chat").on("add\r\n", [](int, int) { FAIL(); });
    auto const ann = net.connect({.nsp = "/chat"});
    for (int count = 0; count < 5000; ++count)
        EXPECT_TRUE(ann.emit("add\r\n", "no number", 2));
    ASSERT_EQ(lines_.size(), 10U);
    EXPECT_EQ(lines_[0].level, sio::log_level::warning);
    EXPECT_EQ(lines_[0].category, sio::log_category::bad_arguments);
    EXPECT_THAT(lines_[0].text,
                HasSubstr("socket " + ann.id() + " of /chat: event \"add\\r\\n\": "));
    EXPECT_THAT(lines_[0].text, EndsWith("; no handler was called"));
    net.pass(1s);
    ASSERT_EQ(lines_.size(), 10U) << "deadlines fire up to 16 ms late";
    net.pass(16ms);
    ASSERT_EQ(lines_.size(), 11U);
    EXPECT_EQ(lines_[10].left_out, 4990U);
    EXPECT_EQ(lines_[10].category, sio::log_category::bad_arguments);
    EXPECT_EQ(lines_[10].level, sio::log_level::warning);
    EXPECT_EQ(lines_[10].text, "4990 more lines like these were left out in a second");
    ann.emit("add\r\n");
    EXPECT_EQ(lines_.size(), 12U);
}

TEST_F(log_test, is_without_limit_if_that_is_lifted) {
    sio::test::scripted_server net(options(sio::unlimited));
    net.io().on("fail", [] { throw std::runtime_error("once\nmore"); });
    auto const ann = net.connect();
    for (int count = 0; count < 100; ++count)
        ann.emit("fail");
    ASSERT_EQ(lines_.size(), 100U);
    EXPECT_EQ(lines_[0].level, sio::log_level::error);
    EXPECT_EQ(lines_[0].category, sio::log_category::handlers);
    EXPECT_EQ(lines_[0].text, "socket " + ann.id() + " of /: a handler failed: once\\nmore");
}

TEST_F(log_test, has_no_line_for_a_handler_that_ends_with_its_socket) {
    {
        sio::test::scripted_server net(options());
        net.io().on("ask", [](sio::socket who) -> net::awaitable<void> {
            co_await who.emit_with_ack<int>("never answered");
        });
        net.io().on("wait", sio::cancel_on_disconnect([&net]() -> net::awaitable<void> {
                        co_await net.io().delay(1h, net::use_awaitable);
                    }));
        auto const ann = net.connect();
        ann.emit("ask");
        ann.emit("wait");
        net.settle();
        net.io().disconnect_sockets(true);
        net.settle();
        auto const bob = net.connect();
        bob.emit("ask");
        bob.emit("wait");
        net.settle();
    }
    EXPECT_THAT(lines_, IsEmpty());
}

TEST_F(log_test, outlives_a_function_that_throws_and_one_that_causes_lines) {
    int called = 0;
    sio::test_server* home = nullptr;
    sio::test::scripted_server net(
        {.static_folder = "", .log = [&](sio::log_level, std::string_view) {
             ++called;
             if (home != nullptr)
                 home->io().serve_static("/none", "/nowhere/at/all");
             throw 1;
         }});
    home = &net;
    net.io().on("fail", [] { throw 2; });
    auto const ann = net.connect();
    ann.emit("fail");
    EXPECT_EQ(called, 1);
    EXPECT_TRUE(ann.connected());
}

TEST_F(log_test, names_a_folder_that_is_not_there) {
    sio::server_options given = options();
    given.static_folder = "/nowhere/at/all";
    sio::test::scripted_server net(std::move(given));
    ASSERT_EQ(lines_.size(), 1U);
    EXPECT_EQ(lines_[0].category, sio::log_category::configuration);
    EXPECT_THAT(lines_[0].text, HasSubstr("there is no folder /nowhere/at/all"));
    net.io().serve_static("/assets", "/");
    EXPECT_EQ(lines_.size(), 1U);
}

} // namespace
