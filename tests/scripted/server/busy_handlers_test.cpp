// SPDX-License-Identifier: MIT
#include "scripted_server.hpp"

#include <socketiota/metric.hpp>
#include <socketiota/test_server.hpp>

#include <boost/asio/awaitable.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

// What the options of `server_options` about busy handlers do, through public headers alone.

namespace {

namespace net = boost::asio;
namespace sio = socketiota;
using testing::ElementsAre;
using testing::IsEmpty;

class busy_handlers : public testing::Test {
protected:
    busy_handlers() : server({.max_running_handlers = 1, .max_inbox_bytes = 1000}) {
        server.io().on_metric([this](sio::metric what) {
            if (what == sio::metric::reading_paused)
                ++pauses;
        });
        server.io().on("ask", [](sio::socket me) -> net::awaitable<int> {
            co_return co_await me.emit_with_ack<int>("number");
        });
        server.io().on("note", [this](std::string const& name) { noted.push_back(name); });
    }

    int pauses = 0;
    std::vector<std::string> noted;
    sio::test::scripted_server server;
};

TEST_F(busy_handlers, get_the_answers_that_they_wait_for) {
    auto const ann = server.connect();
    auto const first = ann.emit_with_ack("ask");
    auto const second = ann.emit_with_ack("ask");
    ann.emit("note", "after");
    EXPECT_EQ(ann.waiting(), 1U);
    ann.take().answer(1);
    EXPECT_EQ(first.get<int>(), 1);
    EXPECT_FALSE(second.arrived());
    ann.take().answer(2);
    EXPECT_EQ(second.get<int>(), 2);
    EXPECT_THAT(noted, ElementsAre("after"));
    EXPECT_EQ(pauses, 0);
}

TEST_F(busy_handlers, pause_reading_only_above_the_limit_of_octets) {
    auto const ann = server.connect();
    auto const answer = ann.emit_with_ack("ask");
    auto const number = ann.take();
    ann.emit("note", std::string(800, 'a'));
    EXPECT_EQ(pauses, 0);
    ann.emit("note", std::string(800, 'b'));
    EXPECT_EQ(pauses, 1);
    number.answer(1); // too late: it is not read
    EXPECT_FALSE(answer.arrived());
    EXPECT_THAT(noted, IsEmpty());
}

} // namespace
