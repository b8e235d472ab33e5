// SPDX-License-Identifier: MIT
#include "http_test.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <string>
#include <vector>

namespace socketiota::http {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class pipelining_test : public http_test {
protected:
    /// Serves `/a` by keeping it in `kept_`, all others with an answer.
    void keep_a() {
        service_.answer = [this](exchange& request) {
            if (request.request().target != "/a") {
                request.respond(200, {}, "hi");
                return;
            }
            kept_ = &request;
            request.wait(listener_);
        };
    }

    recording_listener listener_;
    exchange* kept_ = nullptr;
};

TEST_F(pipelining_test, serves_all_requests_of_one_read_in_order) {
    service_.answer = [](exchange& request) {
        request.respond(200, {}, std::string(request.request().target));
    };
    auto const peer = connect();
    send(*peer, std::string(get_a).append(get_b).append(get_c));
    EXPECT_EQ(take(*peer), "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n/a"
                           "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n/b"
                           "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n/c");
}

TEST_F(pipelining_test, holds_back_what_came_behind_a_waiting_exchange) {
    keep_a();
    auto const peer = connect();
    send(*peer, std::string(get_a).append(get_b));
    send(*peer, get_c.substr(0, 9));
    send(*peer, get_c.substr(9));
    EXPECT_THAT(service_.served, ElementsAre("GET /a"));
    EXPECT_EQ(take(*peer), "");
    kept_->respond(200, {}, "first");
    EXPECT_EQ(take(*peer), "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nfirst" +
                               std::string(says_hi).append(says_hi));
    EXPECT_THAT(service_.served, ElementsAre("GET /a", "GET /b", "GET /c"));
    EXPECT_THAT(listener_.events, IsEmpty());
}

TEST_F(pipelining_test, serves_a_request_that_was_held_again_with_what_came_behind_it) {
    std::vector<bool> again;
    service_.answer = [&](exchange& request) {
        again.push_back(request.is_again());
        if (request.request().target == "/a" && !request.is_again()) {
            kept_ = &request;
            request.hold(listener_);
        } else {
            request.respond(200, {}, std::string(request.request().target));
        }
    };
    auto const peer = connect();
    send(*peer, std::string(get_a).append(get_b));
    send(*peer, get_c.substr(0, 9));
    send(*peer, get_c.substr(9));
    EXPECT_EQ(take(*peer), "");
    kept_->serve_again();
    EXPECT_THAT(service_.served, ElementsAre("GET /a")); // never from inside of that call
    EXPECT_EQ(take(*peer), "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n/a"
                           "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n/b"
                           "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n/c");
    EXPECT_THAT(service_.served, ElementsAre("GET /a", "GET /a", "GET /b", "GET /c"));
    EXPECT_THAT(again, ElementsAre(false, true, false, false));
    EXPECT_THAT(listener_.events, IsEmpty());
}

TEST_F(pipelining_test, does_not_serve_again_what_was_held_and_answered) {
    service_.answer = [this](exchange& request) {
        if (request.request().target == "/a") {
            kept_ = &request;
            request.hold(listener_);
        } else {
            request.respond(200, {}, "hi");
        }
    };
    auto const peer = connect();
    send(*peer, get_a);
    send(*peer, get_b);
    kept_->respond(200, {}, "hi");
    EXPECT_EQ(take(*peer), std::string(says_hi).append(says_hi));
    EXPECT_THAT(service_.served, ElementsAre("GET /a", "GET /b"));
}

TEST_F(pipelining_test, reads_the_body_of_a_request_that_was_held) {
    service_.answer = [this](exchange& request) {
        kept_ = &request;
        if (request.is_again())
            request.read_body(100, listener_);
        else
            request.hold(listener_);
    };
    auto const peer = connect();
    send(*peer, "POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 6\r\n\r\nab");
    send(*peer, "cd");
    kept_->serve_again();
    send(*peer, "ef");
    EXPECT_THAT(listener_.events, ElementsAre("body:abcdef"));
    kept_->respond(200, {}, "hi");
    EXPECT_EQ(take(*peer), says_hi);
}

TEST_F(pipelining_test, tells_who_holds_a_request_that_its_peer_has_gone) {
    service_.answer = [this](exchange& request) { request.hold(listener_); };
    auto const peer = connect();
    send(*peer, get_a);
    peer->end();
    shard_.settle();
    EXPECT_THAT(listener_.events, ElementsAre("aborted"));
    EXPECT_TRUE(is_released(peer));
}

TEST_F(pipelining_test, pauses_reading_above_the_bound_and_goes_on_after_the_answer) {
    options_.most_pipelined = 100;
    keep_a();
    auto const peer = connect();
    send(*peer, get_a);
    send(*peer, "GET /b HTTP/1.1\r\nHost: h\r\nX: " + std::string(100, 'x') + "\r\n\r\n");
    EXPECT_TRUE(peer->paused());
    send(*peer, get_c);
    kept_->respond(200, {}, "hi");
    EXPECT_EQ(take(*peer), std::string(says_hi).append(says_hi).append(says_hi));
    EXPECT_FALSE(peer->paused());
    EXPECT_THAT(service_.served, ElementsAre("GET /a", "GET /b", "GET /c"));
}

TEST_F(pipelining_test, keeps_reading_up_to_the_bound) {
    options_.most_pipelined = get_b.size();
    keep_a();
    auto const peer = connect();
    send(*peer, get_a);
    send(*peer, get_b);
    EXPECT_FALSE(peer->paused());
    send(*peer, get_c.substr(0, 1));
    EXPECT_TRUE(peer->paused());
}

TEST_F(pipelining_test, pauses_again_when_the_next_exchange_waits_too) {
    options_.most_pipelined = 10;
    keep_a();
    auto const peer = connect();
    send(*peer, get_a);
    send(*peer, std::string(get_a).append(get_b));
    kept_->respond(200, {}, "hi");
    EXPECT_EQ(take(*peer), says_hi);
    EXPECT_TRUE(peer->paused());
    kept_->respond(200, {}, "hi");
    EXPECT_EQ(take(*peer), std::string(says_hi).append(says_hi));
    EXPECT_FALSE(peer->paused());
}

TEST_F(pipelining_test, serves_the_next_request_only_when_the_answer_before_is_out) {
    auto const peer = connect();
    peer->set_room(10);
    send(*peer, std::string(get_a).append(get_b));
    EXPECT_THAT(service_.served, ElementsAre("GET /a"));
    peer->set_room(10'000);
    shard_.settle();
    EXPECT_THAT(service_.served, ElementsAre("GET /a", "GET /b"));
    EXPECT_EQ(take(*peer), std::string(says_hi).append(says_hi));
}

TEST_F(pipelining_test, serves_the_next_request_never_from_inside_an_answer) {
    keep_a();
    auto const peer = connect();
    send(*peer, std::string(get_a).append(get_b));
    kept_->respond(200, {}, "hi");
    EXPECT_THAT(service_.served, ElementsAre("GET /a"));
    shard_.settle();
    EXPECT_THAT(service_.served, ElementsAre("GET /a", "GET /b"));
}

TEST_F(pipelining_test, an_answer_to_another_connection_leaves_the_served_request_alone) {
    auto const waiting = connect();
    keep_a();
    send(*waiting, std::string(get_a).append(get_b));
    service_.answer = [this](exchange& request) {
        if (kept_ != nullptr)
            std::exchange(kept_, nullptr)->respond(200, {}, "hi");
        request.respond(200, {}, std::string(request.request().target));
    };
    EXPECT_EQ(answer_to(get_c), "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n/c");
    EXPECT_EQ(take(*waiting),
              std::string(says_hi) + "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n/b");
    EXPECT_THAT(service_.served, ElementsAre("GET /a", "GET /c", "GET /b"));
}

TEST_F(pipelining_test, forgets_what_was_held_back_when_the_connection_ends_before_its_turn) {
    keep_a();
    auto const peer = connect();
    send(*peer, std::string(get_a).append(get_b));
    kept_->respond(200, {}, "hi");
    front_.reset();
    shard_.settle();
    EXPECT_THAT(service_.served, ElementsAre("GET /a"));
    EXPECT_TRUE(is_released(peer));
}

TEST_F(pipelining_test, reads_a_head_that_is_larger_than_the_bound) {
    options_.most_pipelined = 10;
    auto const peer = connect();
    send(*peer, get_a.substr(0, 20));
    send(*peer, get_a.substr(20));
    EXPECT_EQ(take(*peer), says_hi);
}

TEST_F(pipelining_test, pauses_while_an_answer_is_not_out) {
    options_.most_pipelined = 10;
    auto const peer = connect();
    peer->set_room(10);
    send(*peer, std::string(get_a).append(get_b));
    EXPECT_TRUE(peer->paused());
    peer->set_room(10'000);
    EXPECT_EQ(take(*peer), std::string(says_hi).append(says_hi));
    EXPECT_FALSE(peer->paused());
}

TEST_F(pipelining_test, serves_a_share_in_a_turn_and_others_before_the_rest) {
    auto const greedy = connect();
    auto const other = connect();
    std::string many;
    for (int count = 0; count < 100; ++count)
        many += get_a;
    greedy->send(many);
    other->send(get_b);
    greedy->end();
    shard_.settle();
    ASSERT_EQ(service_.served.size(), 101U);
    auto const others = std::find(service_.served.begin(), service_.served.end(), "GET /b");
    EXPECT_EQ(others - service_.served.begin(), 16);
    std::string all;
    for (int count = 0; count < 100; ++count)
        all += says_hi;
    EXPECT_EQ(take(*greedy), all);
    EXPECT_TRUE(is_released(greedy));
}

TEST_F(pipelining_test, pauses_reading_while_more_waits_for_its_turn_than_the_bound) {
    options_.most_pipelined = 100;
    auto const peer = connect();
    std::string many;
    for (int count = 0; count < 40; ++count)
        many += get_a;
    bool was_paused = false;
    service_.answer = [&](exchange& request) {
        was_paused = was_paused || peer->paused();
        request.respond(200, {}, "hi");
    };
    send(*peer, many);
    EXPECT_TRUE(was_paused);
    EXPECT_EQ(service_.served.size(), 40U);
    EXPECT_FALSE(peer->paused());
}

} // namespace
} // namespace socketiota::http
