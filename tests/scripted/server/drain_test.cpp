// SPDX-License-Identifier: MIT
#include "scripted_server.hpp"

#include <socketiota/test_server.hpp>

#include <boost/asio/detached.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <vector>

// `drain` from the program's side, and from its clients'.

namespace {

namespace net = boost::asio;
namespace sio = socketiota;
using namespace std::chrono_literals;
using testing::Each;
using testing::ElementsAre;

class drain : public testing::Test {
protected:
    drain() {
        server_.io().on("echo", [](std::string const& text) { return text; });
        server_.io().on_connection([this](sio::socket const& who) {
            who.on_disconnect([this](sio::disconnect_reason why) { reasons_.push_back(why); });
        });
    }

    auto note() {
        return [this](sio::error_code failure) {
            EXPECT_FALSE(failure);
            ++done_;
        };
    }

    std::vector<sio::disconnect_reason> reasons_;
    int done_ = 0;
    sio::test::scripted_server server_;
};

TEST_F(drain, lets_clients_go_one_by_one_on_one_shard) {
    std::vector<sio::test_client> clients;
    for (int count = 0; count < 3; ++count)
        clients.push_back(server_.connect());
    server_.io().drain(40s, note());
    server_.pass(9'900ms);
    EXPECT_THAT(reasons_, testing::IsEmpty());
    int left = 3;
    for (auto const wait : {200ms, 10'000ms, 10'000ms}) {
        server_.pass(wait);
        EXPECT_EQ(server_.io().connections(), static_cast<std::size_t>(--left));
        // Those whose turn has not come are served.
        int answered = 0;
        for (auto const& each : clients)
            answered += each.connected() && each.emit_with_ack("echo", "a").arrived() ? 1 : 0;
        EXPECT_EQ(answered, left);
    }
    EXPECT_EQ(reasons_.size(), 3U);
    EXPECT_THAT(reasons_, Each(sio::disconnect_reason::server_shutting_down));
    EXPECT_EQ(done_, 0);
    server_.pass(9'900ms);
    EXPECT_EQ(done_, 1);
}

TEST_F(drain, lets_nobody_new_in) {
    auto const ann = server_.connect();
    server_.io().drain(1h, net::detached);
    server_.settle();
    EXPECT_FALSE(server_.connect().connected());
    EXPECT_TRUE(ann.connected());
    EXPECT_TRUE(ann.join("/").connected() || ann.connected()); // what it has goes on
}

TEST_F(drain, sends_first_what_was_emitted) {
    auto const ann = server_.connect();
    server_.io().emit("news", 1);
    server_.io().drain(0s, note());
    server_.pass(20ms);
    EXPECT_FALSE(ann.connected());
    ASSERT_EQ(ann.waiting(), 1U);
    EXPECT_EQ(ann.take().get<int>(), 1);
    EXPECT_EQ(done_, 1);
}

TEST_F(drain, ends_for_all_who_wait_when_one_shortens_it) {
    auto const ann = server_.connect();
    server_.io().drain(1h, note());
    server_.io().drain(2h, note());
    server_.settle();
    EXPECT_TRUE(ann.connected());
    server_.io().drain(1s, note());
    server_.pass(900ms);
    EXPECT_EQ(done_, 0);
    server_.pass(200ms);
    EXPECT_EQ(done_, 3);
    server_.io().drain(1h, note()); // it is over
    server_.settle();
    EXPECT_EQ(done_, 4);
}

TEST_F(drain, ends_when_the_server_is_closed) {
    auto const ann = server_.connect();
    server_.io().drain(1h, note());
    server_.settle();
    server_.io().async_close(note());
    server_.settle();
    EXPECT_EQ(done_, 2);
    EXPECT_THAT(reasons_, ElementsAre(sio::disconnect_reason::server_shutting_down));
}

TEST_F(drain, may_be_begun_by_a_handler_that_hears_of_an_end) {
    server_.io().on_disconnect([this](sio::socket const&, sio::disconnect_reason) {
        server_.io().drain(0s, net::detached);
    });
    auto const ann = server_.connect();
    auto const bob = server_.connect();
    ann.close();
    server_.settle();
    EXPECT_FALSE(bob.connected());
    EXPECT_EQ(reasons_.size(), 2U);
}

} // namespace
