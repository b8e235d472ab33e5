// SPDX-License-Identifier: MIT
#include "http_test.hpp"

#include <gmock/gmock.h>

#include <chrono>
#include <ctime>
#include <locale>
#include <sstream>

namespace socketiota::http {
namespace {

using testing::ElementsAre;

class answers_test : public http_test {};

TEST_F(answers_test, answers_and_stays_open) {
    auto const peer = connect();
    send(*peer, get_a);
    EXPECT_EQ(take(*peer), says_hi);
    send(*peer, get_b);
    EXPECT_EQ(take(*peer), says_hi);
    EXPECT_THAT(service_.served, ElementsAre("GET /a", "GET /b"));
    EXPECT_FALSE(peer->ended_by_server());
}

TEST_F(answers_test, takes_a_request_in_any_two_pieces) {
    std::string const text =
        "POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc" + std::string(get_b);
    recording_listener listener;
    for (std::size_t split = 0; split <= text.size(); ++split) {
        service_.answer = [&](exchange& request) {
            if (request.request().method == "GET") {
                request.respond(200, {}, "hi");
                return;
            }
            listener.events.clear();
            listener.then = [&request] { request.respond(200, {}, "hi"); };
            request.read_body(10, listener);
        };
        auto const peer = connect();
        send(*peer, std::string_view(text).substr(0, split));
        send(*peer, std::string_view(text).substr(split));
        EXPECT_EQ(take(*peer), std::string(says_hi).append(says_hi)) << "split at " << split;
        EXPECT_THAT(listener.events, ElementsAre("body:abc")) << "split at " << split;
    }
}

TEST_F(answers_test, takes_a_request_in_single_octets) {
    auto const peer = connect();
    for (char const& octet : get_a)
        send(*peer, std::string_view(&octet, 1));
    EXPECT_EQ(take(*peer), says_hi);
}

TEST_F(answers_test, counts_the_body_of_an_answer_to_head_and_does_not_send_it) {
    EXPECT_EQ(answer_to("HEAD /a HTTP/1.1\r\nHost: h\r\n\r\n"),
              "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n");
}

TEST_F(answers_test, sends_a_body_of_several_pieces_in_one_write) {
    service_.answer = [](exchange& request) {
        std::array const pieces{boost::asio::const_buffer("ab", 2), boost::asio::const_buffer(),
                                boost::asio::const_buffer("cde", 3)};
        request.respond(200, {{"X-Kind", "pieces"}}, pieces);
    };
    auto const peer = connect();
    send(*peer, get_a);
    EXPECT_EQ(take(*peer), "HTTP/1.1 200 OK\r\nX-Kind: pieces\r\nContent-Length: 5\r\n\r\nabcde");
    EXPECT_EQ(peer->writes(), 1U);
}

TEST_F(answers_test, closes_after_an_answer_to_http_1_0) {
    auto const peer = connect();
    send(*peer, "GET /a HTTP/1.0\r\n\r\n");
    EXPECT_EQ(take(*peer), says_hi_and_closes);
    EXPECT_TRUE(peer->ended_by_server());
}

TEST_F(answers_test, says_to_http_1_0_that_it_stays_open_when_asked) {
    auto const peer = connect();
    send(*peer, "GET /a HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n");
    EXPECT_EQ(take(*peer),
              "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: keep-alive\r\n\r\nhi");
    send(*peer, get_b);
    EXPECT_EQ(take(*peer), says_hi);
}

TEST_F(answers_test, closes_when_asked_and_ignores_what_was_pipelined_behind) {
    auto const peer = connect();
    send(*peer, "GET /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n" + std::string(get_b));
    EXPECT_EQ(take(*peer), says_hi_and_closes);
    EXPECT_TRUE(peer->ended_by_server());
    send(*peer, get_c);
    EXPECT_EQ(take(*peer), "");
    EXPECT_THAT(service_.served, ElementsAre("GET /a"));
    peer->end();
    shard_.settle();
    EXPECT_TRUE(is_released(peer));
}

TEST_F(answers_test, gives_204_and_304_neither_body_nor_length) {
    for (unsigned const status : {204U, 304U}) {
        service_.answer = [&](exchange& request) { request.respond(status, {}, "lost"); };
        auto const peer = connect();
        send(*peer, std::string(get_a).append(get_b));
        std::string const one =
            status == 204 ? "HTTP/1.1 204 No Content\r\n\r\n" : "HTTP/1.1 304 Not Modified\r\n\r\n";
        EXPECT_EQ(take(*peer), one + one);
    }
}

TEST_F(answers_test, sends_the_length_of_nothing_that_a_204_brings_itself) {
    service_.answer = [](exchange& request) {
        request.respond(204, {{"Content-Length", "0"}}, std::string_view());
    };
    EXPECT_EQ(answer_to(get_a), "HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n");
}

TEST_F(answers_test, answers_500_instead_of_a_header_that_ends_its_line) {
    for (header_list const& headers :
         {header_list{{"X", "a\r\nSet-Cookie: b"}}, header_list{{"X", "a\nb"}},
          header_list{{"X", std::string("a\0b", 3)}}, header_list{{"X: y\r\nZ", "a"}},
          header_list{{"", "a"}}, header_list{{"Fine", "yes"}, {"X", "a\rb"}}}) {
        service_.answer = [&](exchange& request) { request.respond(200, headers, "hi"); };
        auto const peer = connect();
        send(*peer, std::string(get_a).append(get_b));
        EXPECT_EQ(take(*peer), "HTTP/1.1 500 Internal Server Error\r\nConnection: close\r\n\r\n");
        EXPECT_TRUE(peer->ended_by_server());
    }
}

TEST_F(answers_test, writes_a_raw_answer_as_it_is_and_closes) {
    service_.answer = [](exchange& request) {
        request.respond_raw("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n"
                            "Content-type: text/html\r\nContent-Length: 9\r\n\r\nForbidden");
    };
    auto const peer = connect();
    send(*peer, get_a);
    EXPECT_EQ(take(*peer), "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n"
                           "Content-type: text/html\r\nContent-Length: 9\r\n\r\nForbidden");
    EXPECT_TRUE(peer->ended_by_server());
}

TEST_F(answers_test, tells_address_security_and_shard) {
    service_.answer = [&](exchange& request) {
        EXPECT_EQ(request.remote_address(), "192.0.2.1");
        EXPECT_FALSE(request.secure());
        EXPECT_EQ(&request.shard(), &shard_.shard());
        request.respond(200, {}, "hi");
    };
    EXPECT_EQ(answer_to(get_a), says_hi);
}

// ---- refusals ----

TEST_F(answers_test, refuses_what_is_not_http_with_the_bytes_of_node) {
    auto const peer = connect();
    send(*peer, "bad\r\n\r\n");
    EXPECT_EQ(take(*peer), "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n");
    EXPECT_TRUE(peer->ended_by_server());
    EXPECT_FALSE(peer->closed_by_server()); // or a reset could destroy the answer
    peer->end();
    shard_.settle();
    EXPECT_TRUE(is_released(peer));
}

TEST_F(answers_test, refuses_a_head_over_the_limit_with_the_bytes_of_node) {
    std::string const head = "GET /a HTTP/1.1\r\nHost: h\r\nX: " + std::string(20'000, 'x');
    EXPECT_EQ(answer_to(head),
              "HTTP/1.1 431 Request Header Fields Too Large\r\nConnection: close\r\n\r\n");
    EXPECT_EQ(metrics_[metric::bad_request], 1U);
}

TEST_F(answers_test, refuses_what_two_servers_could_read_in_two_ways) {
    for (std::string const headers :
         {"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n",
          "Content-Length: 3\r\nContent-Length: 3\r\n", "Content-Length: +3\r\n",
          "Content-Length: 0x3\r\n", "Content-Length: 18446744073709551616\r\n", "X : y\r\n",
          "X: a\r\n b\r\n", "X: a\nY: b\r\n", "Transfer-Encoding: xchunked\r\n",
          "Transfer-Encoding: chunked, chunked\r\n", "Host: g\r\n"}) {
        EXPECT_EQ(answer_to("POST /a HTTP/1.1\r\nHost: h\r\n" + headers + "\r\nabc"),
                  "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n")
            << headers;
    }
    EXPECT_TRUE(service_.served.empty());
}

TEST_F(answers_test, answers_what_came_before_a_malformed_request_and_no_more) {
    auto const peer = connect();
    send(*peer, std::string(get_a) + "bad\r\n\r\n" + std::string(get_b));
    EXPECT_EQ(take(*peer),
              std::string(says_hi) + "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n");
    EXPECT_THAT(service_.served, ElementsAre("GET /a"));
}

// ---- Date ----

std::string date_of(std::string const& answer) {
    std::size_t const begin = answer.find("Date: ") + 6;
    return answer.substr(begin, answer.find("\r\n", begin) - begin);
}

TEST_F(answers_test, writes_the_date_as_an_imf_fixdate) {
    using clock = std::chrono::system_clock;
    auto const before = clock::to_time_t(clock::now());
    auto const peer = connect();
    send(*peer, get_a);
    auto const after = clock::to_time_t(clock::now());
    std::string const date = date_of(peer->received());
    std::tm parts{};
    std::istringstream stream(date);
    stream.imbue(std::locale::classic());
    stream >> std::get_time(&parts, "%a, %d %b %Y %H:%M:%S GMT");
    ASSERT_TRUE(stream) << date;
    EXPECT_EQ(date.size(), 29U) << date;
    EXPECT_TRUE(date.ends_with(" GMT")) << date;
    std::time_t const written = timegm(&parts);
    EXPECT_GE(written, before);
    EXPECT_LE(written, after);
    std::tm again{};
    gmtime_r(&written, &again);
    EXPECT_EQ(again.tm_wday, parts.tm_wday) << date;
}

TEST_F(answers_test, takes_a_body_that_lies_in_the_gather_buffer_of_the_shard) {
    service_.answer = [](exchange& request) {
        base::output_buffer& buffer = request.shard().gather_buffer();
        buffer.clear();
        buffer.append("gathered");
        request.respond(200, {}, buffer.view());
    };
    EXPECT_EQ(answer_to(get_a), "HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\ngathered");
}

} // namespace
} // namespace socketiota::http
