// SPDX-License-Identifier: MIT
#include "http_test.hpp"

#include <gmock/gmock.h>

namespace socketiota::http {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::string_view post_sized = "POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\n";
constexpr std::string_view post_chunked =
    "POST /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
constexpr std::string_view post_expecting =
    "POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\nExpect: 100-continue\r\n\r\n";
constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
constexpr std::string_view refused_400 = "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n";

class bodies_test : public http_test {
protected:
    bodies_test() {
        service_.answer = [this](exchange& request) {
            if (request.request().method == "GET") {
                request.respond(200, {}, "hi");
                return;
            }
            exchange_ = &request;
            request.read_body(limit_, listener_);
            EXPECT_THAT(listener_.events, IsEmpty()); // never from inside read_body
        };
    }

    void answer_in_listener(unsigned status = 200) {
        listener_.then = [this, status] { exchange_->respond(status, {}, "hi"); };
    }

    recording_listener listener_;
    exchange* exchange_ = nullptr;
    std::size_t limit_ = 10;
};

TEST_F(bodies_test, gives_a_sized_body_whole) {
    answer_in_listener();
    EXPECT_EQ(answer_to(std::string(post_sized) + "0123456789"), says_hi);
    EXPECT_THAT(listener_.events, ElementsAre("body:0123456789"));
}

TEST_F(bodies_test, gives_a_sized_body_that_came_in_pieces_once) {
    answer_in_listener();
    auto const peer = connect();
    send(*peer, post_sized);
    send(*peer, "0123");
    send(*peer, "456");
    EXPECT_THAT(listener_.events, IsEmpty());
    send(*peer, "789" + std::string(get_b));
    EXPECT_THAT(listener_.events, ElementsAre("body:0123456789"));
    EXPECT_EQ(take(*peer), std::string(says_hi).append(says_hi));
}

TEST_F(bodies_test, gives_a_chunked_body_without_its_framing) {
    answer_in_listener();
    auto const peer = connect();
    send(*peer, std::string(post_chunked) + "3\r\nabc\r\n4;x=y\r\ndefg\r\n0\r\nT: u\r\n\r\n" +
                    std::string(get_b));
    EXPECT_THAT(listener_.events, ElementsAre("body:abcdefg"));
    EXPECT_EQ(take(*peer), std::string(says_hi).append(says_hi));
}

TEST_F(bodies_test, gives_a_chunked_body_in_any_two_pieces) {
    answer_in_listener();
    std::string const text =
        std::string(post_chunked) + "3\r\nabc\r\n4\r\ndefg\r\n0\r\n\r\n" + std::string(get_b);
    for (std::size_t split = 0; split <= text.size(); ++split) {
        listener_.events.clear();
        auto const peer = connect();
        send(*peer, std::string_view(text).substr(0, split));
        send(*peer, std::string_view(text).substr(split));
        EXPECT_THAT(listener_.events, ElementsAre("body:abcdefg")) << "split at " << split;
        EXPECT_EQ(take(*peer), std::string(says_hi).append(says_hi)) << "split at " << split;
    }
}

TEST_F(bodies_test, gives_nothing_for_a_request_without_body) {
    answer_in_listener();
    for (std::string const headers :
         {"", "Content-Length: 0\r\n", "Transfer-Encoding: chunked\r\n"}) {
        listener_.events.clear();
        std::string const last_chunk = headers.starts_with('T') ? "0\r\n\r\n" : "";
        EXPECT_EQ(answer_to("POST /a HTTP/1.1\r\nHost: h\r\n" + headers + "\r\n" + last_chunk +
                            std::string(get_b)),
                  std::string(says_hi).append(says_hi));
        EXPECT_THAT(listener_.events, ElementsAre("body:")) << headers;
    }
}

TEST_F(bodies_test, lets_the_listener_answer_later) {
    auto const peer = connect();
    send(*peer, std::string(post_sized) + "0123456789" + std::string(get_b));
    EXPECT_THAT(listener_.events, ElementsAre("body:0123456789"));
    EXPECT_EQ(take(*peer), "");
    exchange_->respond(200, {}, "hi");
    EXPECT_EQ(take(*peer), std::string(says_hi).append(says_hi));
}

TEST_F(bodies_test, tells_a_listener_that_waits_after_the_body_when_the_peer_goes) {
    auto const peer = connect();
    send(*peer, std::string(post_sized) + "0123456789");
    peer->reset();
    shard_.settle();
    EXPECT_THAT(listener_.events, ElementsAre("body:0123456789", "aborted"));
    EXPECT_TRUE(is_released(peer));
}

TEST_F(bodies_test, lets_another_listener_wait_after_the_body) {
    recording_listener other;
    listener_.then = [&] { exchange_->wait(other); };
    auto const peer = connect();
    send(*peer, std::string(post_sized) + "0123456789");
    peer->reset();
    shard_.settle();
    EXPECT_THAT(listener_.events, ElementsAre("body:0123456789"));
    EXPECT_THAT(other.events, ElementsAre("aborted"));
}

TEST_F(bodies_test, can_be_answered_before_the_body_came_and_closes_then) {
    auto const peer = connect();
    send(*peer, std::string(post_sized) + "0123");
    exchange_->respond(403, {}, "no");
    EXPECT_EQ(take(*peer),
              "HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno");
    EXPECT_TRUE(peer->ended_by_server());
    send(*peer, "456789" + std::string(get_b));
    EXPECT_EQ(take(*peer), "");
    EXPECT_THAT(listener_.events, IsEmpty());
}

TEST_F(bodies_test, closes_after_an_answer_when_nobody_wanted_the_body) {
    service_.answer = [](exchange& request) { request.respond(200, {}, "hi"); };
    // What looks like a request is the body: it must not be answered.
    for (std::string const& framing :
         {"Content-Length: " + std::to_string(get_b.size()) + "\r\n\r\n",
          std::string("Transfer-Encoding: chunked\r\n\r\n")}) {
        service_.served.clear();
        EXPECT_EQ(answer_to("POST /a HTTP/1.1\r\nHost: h\r\n" + framing + std::string(get_b)),
                  says_hi_and_closes);
        EXPECT_THAT(service_.served, ElementsAre("POST /a"));
    }
}

// ---- too large ----

TEST_F(bodies_test, says_that_an_announced_body_is_too_large_before_it_comes) {
    limit_ = 9;
    answer_in_listener(413);
    auto const peer = connect();
    send(*peer, post_sized);
    EXPECT_THAT(listener_.events, ElementsAre("too large"));
    EXPECT_EQ(take(*peer), "HTTP/1.1 413 Payload Too Large\r\nContent-Length: 2\r\n"
                           "Connection: close\r\n\r\nhi");
    EXPECT_TRUE(peer->ended_by_server());
    send(*peer, "0123456789" + std::string(get_b));
    EXPECT_EQ(take(*peer), "");
    EXPECT_FALSE(peer->closed_by_server()); // the peer is still sending: a reset would lose the 413
    peer->end();
    shard_.settle();
    EXPECT_TRUE(is_released(peer));
}

TEST_F(bodies_test, says_that_a_chunked_body_is_too_large_as_soon_as_it_is) {
    answer_in_listener(413);
    auto const peer = connect();
    send(*peer, std::string(post_chunked) + "8\r\n01234567\r\n");
    EXPECT_THAT(listener_.events, IsEmpty());
    send(*peer, "3\r\n");
    EXPECT_THAT(listener_.events, ElementsAre("too large"));
    EXPECT_TRUE(take(*peer).starts_with("HTTP/1.1 413 "));
    EXPECT_TRUE(peer->ended_by_server());
}

TEST_F(bodies_test, lets_the_listener_answer_a_body_too_large_later) {
    auto const peer = connect();
    send(*peer, "POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 11\r\n\r\n0123");
    EXPECT_THAT(listener_.events, ElementsAre("too large"));
    send(*peer, "456789x" + std::string(get_b));
    exchange_->respond(413, {}, "");
    EXPECT_EQ(take(*peer), "HTTP/1.1 413 Payload Too Large\r\nContent-Length: 0\r\n"
                           "Connection: close\r\n\r\n");
    EXPECT_TRUE(peer->ended_by_server());
}

// ---- malformed ----

TEST_F(bodies_test, refuses_a_malformed_body_and_tells_the_listener) {
    for (std::string const body : {"z\r\n", "3\r\nabcd\r\n", "-1\r\n", "3\nabc\r\n",
                                   "11111111111111111\r\n", "0\r\nContent-Length: 3\r\n\r\n"}) {
        listener_.events.clear();
        auto const peer = connect();
        send(*peer, std::string(post_chunked) + body);
        EXPECT_EQ(take(*peer), refused_400) << body;
        EXPECT_THAT(listener_.events, ElementsAre("aborted")) << body;
        EXPECT_TRUE(peer->ended_by_server());
        EXPECT_FALSE(peer->closed_by_server());
    }
}

// ---- Expect: 100-continue ----

TEST_F(bodies_test, tells_a_peer_that_waits_for_it_to_send_its_body) {
    answer_in_listener();
    auto const peer = connect();
    send(*peer, post_expecting);
    EXPECT_EQ(take(*peer), go_on);
    send(*peer, "01234");
    send(*peer, "56789" + std::string(get_b));
    EXPECT_EQ(take(*peer), std::string(says_hi).append(says_hi));
}

TEST_F(bodies_test, does_not_say_continue_when_the_body_has_come_along) {
    answer_in_listener();
    EXPECT_EQ(answer_to(std::string(post_expecting) + "0123456789"), says_hi);
    listener_.events.clear();
    auto const peer = connect();
    send(*peer, std::string(post_expecting) + "0");
    EXPECT_EQ(take(*peer), "");
    send(*peer, "123456789");
    EXPECT_EQ(take(*peer), says_hi);
}

TEST_F(bodies_test, does_not_say_continue_when_the_service_answers_at_once) {
    service_.answer = [](exchange& request) { request.respond(401, {}, ""); };
    auto const peer = connect();
    send(*peer, post_expecting);
    EXPECT_EQ(take(*peer), "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n"
                           "Connection: close\r\n\r\n");
    EXPECT_TRUE(peer->ended_by_server());
}

TEST_F(bodies_test, refuses_another_expectation) {
    EXPECT_EQ(answer_to("POST /a HTTP/1.1\r\nHost: h\r\nExpect: more\r\n\r\n"),
              "HTTP/1.1 417 Expectation Failed\r\nConnection: close\r\n\r\n");
}

TEST_F(bodies_test, takes_what_the_peer_still_sends_of_a_body_too_large) {
    options_.most_pipelined = 5;
    auto const peer = connect();
    send(*peer, "POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 30\r\n\r\n0123456789");
    EXPECT_TRUE(peer->paused());
    send(*peer, "0123456789");
    exchange_->respond(413, {}, "");
    peer->end();
    shard_.settle();
    // It read to the end of the stream: closing with unread octets would reset the connection.
    EXPECT_TRUE(is_released(peer));
    EXPECT_TRUE(take(*peer).starts_with("HTTP/1.1 413 "));
}

TEST_F(bodies_test, does_not_say_continue_for_a_body_that_is_too_large) {
    limit_ = 9;
    answer_in_listener(413);
    auto const peer = connect();
    send(*peer, post_expecting);
    EXPECT_EQ(take(*peer), "HTTP/1.1 413 Payload Too Large\r\nContent-Length: 2\r\n"
                           "Connection: close\r\n\r\nhi");
}

TEST_F(bodies_test, tells_the_listener_after_read_body_that_continue_could_not_be_written) {
    auto const peer = connect();
    peer->refuse_writes();
    send(*peer, post_expecting); // the service checks that read_body itself called nobody
    EXPECT_THAT(listener_.events, ElementsAre("aborted"));
    EXPECT_TRUE(is_released(peer));
}

} // namespace
} // namespace socketiota::http
