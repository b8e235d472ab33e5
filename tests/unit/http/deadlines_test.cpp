// SPDX-License-Identifier: MIT
#include "http_test.hpp"

#include <gmock/gmock.h>

namespace socketiota::http {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::string_view refused_408 =
    "HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n";

// One tick of the timer wheel: deadlines fire up to one tick late and never early.
constexpr auto tick = base::timer_wheel::tick;

class deadlines_test : public http_test {
protected:
    deadlines_test() {
        options_.limits.head_timeout = 60s;
        options_.limits.body_timeout = 300s;
        options_.limits.keep_alive_timeout = 65s;
        options_.limits.write_timeout = 40s;
    }

    recording_listener listener_;
};

TEST_F(deadlines_test, closes_a_connection_that_never_says_anything) {
    auto const peer = connect();
    shard_.pass(59s);
    EXPECT_FALSE(peer->closed_by_server());
    shard_.pass(1s + tick);
    EXPECT_EQ(take(*peer), "");
    EXPECT_TRUE(is_released(peer));
}

TEST_F(deadlines_test, refuses_a_head_that_drips) {
    auto const peer = connect();
    shard_.pass(30s);
    std::string const endless = std::string(get_a.substr(0, get_a.size() - 2)) + "X: ";
    send(*peer, endless);
    for (int count = 0; count < 59; ++count) {
        shard_.pass(1s);
        send(*peer, "x");
    }
    EXPECT_EQ(take(*peer), "");
    shard_.pass(1s + tick);
    EXPECT_EQ(take(*peer), refused_408);
    EXPECT_TRUE(peer->ended_by_server());
    EXPECT_THAT(service_.served, IsEmpty());
    EXPECT_EQ(metrics_[metric::request_timeout], 1U);
}

TEST_F(deadlines_test, closes_an_idle_connection_after_its_last_answer) {
    auto const peer = connect();
    send(*peer, get_a);
    shard_.pass(64s);
    send(*peer, get_b);
    EXPECT_EQ(take(*peer), std::string(says_hi).append(says_hi));
    shard_.pass(64s);
    EXPECT_FALSE(peer->closed_by_server());
    shard_.pass(1s + tick);
    EXPECT_EQ(take(*peer), "");
    EXPECT_TRUE(is_released(peer));
}

TEST_F(deadlines_test, counts_the_time_of_a_second_head_from_its_first_octet) {
    auto const peer = connect();
    send(*peer, get_a);
    take(*peer);
    shard_.pass(64s);
    send(*peer, "G");
    shard_.pass(59s);
    EXPECT_FALSE(peer->ended_by_server());
    shard_.pass(1s + tick);
    EXPECT_EQ(take(*peer), refused_408);
}

TEST_F(deadlines_test, refuses_a_body_that_drips_and_tells_the_listener) {
    service_.answer = [&](exchange& request) { request.read_body(1000, listener_); };
    auto const peer = connect();
    send(*peer, "POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 1000\r\n\r\n");
    for (int count = 0; count < 299; ++count) {
        shard_.pass(1s);
        send(*peer, "x");
    }
    EXPECT_FALSE(peer->ended_by_server());
    shard_.pass(1s + tick);
    EXPECT_EQ(take(*peer), refused_408);
    EXPECT_THAT(listener_.events, ElementsAre("aborted"));
    EXPECT_TRUE(peer->ended_by_server());
}

TEST_F(deadlines_test, leaves_a_waiting_exchange_to_its_listener) {
    exchange* kept = nullptr;
    service_.answer = [&](exchange& request) {
        kept = &request;
        request.wait(listener_);
    };
    auto const peer = connect();
    send(*peer, get_a);
    shard_.pass(24h);
    EXPECT_THAT(listener_.events, IsEmpty());
    kept->respond(200, {}, "hi");
    EXPECT_EQ(take(*peer), says_hi);
}

TEST_F(deadlines_test, leaves_an_exchange_whose_body_came_to_its_listener) {
    exchange* kept = nullptr;
    service_.answer = [&](exchange& request) {
        kept = &request;
        request.read_body(1000, listener_);
    };
    auto const peer = connect();
    send(*peer, "POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\n");
    send(*peer, "x");
    shard_.pass(24h);
    EXPECT_THAT(listener_.events, ElementsAre("body:x"));
    kept->respond(200, {}, "hi");
    EXPECT_EQ(take(*peer), says_hi);
}

TEST_F(deadlines_test, closes_when_the_peer_takes_nothing_of_the_answer) {
    options_.limits.min_read_rate = 1; // a minute more for the whole of it
    auto const peer = connect();
    peer->set_room(5);
    send(*peer, get_a);
    shard_.pass(39s);
    peer->set_room(5); // some progress: the time begins again
    shard_.pass(39s);
    EXPECT_FALSE(peer->closed_by_server());
    shard_.pass(1s + tick);
    EXPECT_TRUE(is_released(peer));
    EXPECT_EQ(metrics_[metric::slow_reader], 1U);
}

// An answer of 10 000 octets with its head: 140 to 142 s at 100 octets a second.
class reading_rate_test : public deadlines_test {
protected:
    reading_rate_test() {
        options_.limits.min_read_rate = 100;
        service_.answer = [](exchange& request) {
            request.respond(200, {}, std::string(10'000, 'x'));
        };
    }

    /// Lets the peer take `octets` in each of so many seconds, or until it is closed.
    void read_slowly(test::memory_peer& peer, std::size_t octets, int seconds) {
        for (int count = 0; count < seconds && !peer.closed_by_server(); ++count) {
            peer.set_room(octets);
            shard_.pass(1s);
        }
    }
};

TEST_F(reading_rate_test, closes_who_reads_slower_than_the_rate) {
    auto const slow = connect();
    slow->set_room(5);
    send(*slow, get_a);
    read_slowly(*slow, 60, 139);
    EXPECT_FALSE(slow->closed_by_server());
    read_slowly(*slow, 60, 4);
    EXPECT_TRUE(is_released(slow));
    EXPECT_EQ(metrics_[metric::slow_reader], 1U);
    EXPECT_TRUE(answer_to(get_a).ends_with("xxx"));
}

TEST_F(reading_rate_test, lets_who_reads_at_the_rate_finish) {
    auto const peer = connect();
    peer->set_room(5);
    send(*peer, get_a);
    shard_.pass(39s);
    read_slowly(*peer, 100, 102);
    EXPECT_FALSE(peer->closed_by_server());
    EXPECT_TRUE(take(*peer).ends_with("\r\n\r\n" + std::string(10'000, 'x')));
    EXPECT_EQ(metrics_[metric::slow_reader], 0U);
    peer->set_room(10'000);
    send(*peer, get_a); // the connection goes on
    EXPECT_TRUE(take(*peer).starts_with("HTTP/1.1 200 OK\r\n"));
}

TEST_F(reading_rate_test, asks_for_no_rate_if_it_is_0) {
    options_.limits.min_read_rate = 0;
    auto const peer = connect();
    peer->set_room(5);
    send(*peer, get_a);
    read_slowly(*peer, 1, 1000);
    EXPECT_FALSE(peer->closed_by_server());
}

TEST_F(deadlines_test, is_idle_from_when_the_answer_is_out) {
    auto const peer = connect();
    peer->set_room(5);
    send(*peer, get_a);
    shard_.pass(39s);
    peer->set_room(10'000);
    shard_.pass(64s);
    EXPECT_FALSE(peer->closed_by_server());
    shard_.pass(1s + tick);
    EXPECT_TRUE(is_released(peer));
    EXPECT_EQ(take(*peer), says_hi);
}

TEST_F(deadlines_test, lingers_for_two_seconds_after_the_last_answer) {
    auto const peer = connect();
    send(*peer, "bad\r\n\r\n");
    shard_.pass(1900ms);
    send(*peer, "still talking"); // does not prolong it
    EXPECT_TRUE(peer->ended_by_server());
    EXPECT_FALSE(peer->closed_by_server());
    shard_.pass(100ms + tick);
    EXPECT_TRUE(is_released(peer));
}

TEST_F(deadlines_test, lingers_only_once_the_answer_is_out) {
    auto const peer = connect();
    peer->set_room(5);
    send(*peer, "bad\r\n\r\n");
    shard_.pass(30s);
    EXPECT_FALSE(peer->ended_by_server());
    peer->set_room(10'000);
    shard_.settle();
    EXPECT_TRUE(peer->ended_by_server());
    EXPECT_FALSE(peer->closed_by_server());
    shard_.pass(2s + tick);
    EXPECT_TRUE(is_released(peer));
}

TEST_F(deadlines_test, leaves_a_body_too_large_to_its_listener) {
    exchange* kept = nullptr;
    service_.answer = [&](exchange& request) {
        kept = &request;
        request.read_body(5, listener_);
    };
    auto const peer = connect();
    send(*peer, "POST /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n");
    send(*peer, "6\r\n");
    EXPECT_THAT(listener_.events, ElementsAre("too large"));
    shard_.pass(24h);
    EXPECT_FALSE(peer->closed_by_server());
    kept->respond(413, {}, "");
    EXPECT_TRUE(take(*peer).starts_with("HTTP/1.1 413 "));
}

TEST_F(deadlines_test, counts_the_time_of_a_body_when_the_peer_was_slow_to_take_the_continue) {
    service_.answer = [&](exchange& request) { request.read_body(5, listener_); };
    auto const peer = connect();
    peer->set_room(3);
    send(*peer, "POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
    peer->set_room(1000);
    EXPECT_EQ(take(*peer), "HTTP/1.1 100 Continue\r\n\r\n");
    shard_.pass(299s);
    EXPECT_FALSE(peer->ended_by_server());
    shard_.pass(1s + tick);
    EXPECT_EQ(take(*peer), refused_408);
    EXPECT_THAT(listener_.events, ElementsAre("aborted"));
}

} // namespace
} // namespace socketiota::http
