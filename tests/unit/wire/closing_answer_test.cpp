// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <array>

#include <wire/closing_answer.hpp>

namespace socketiota::wire {
namespace {

TEST(closing_answer, says_that_the_connection_closes_and_that_nothing_follows) {
    EXPECT_EQ(octets_of({.status = 503}), "HTTP/1.1 503 Service Unavailable\r\n"
                                          "Connection: close\r\nContent-Length: 0\r\n\r\n");
}

TEST(closing_answer, has_the_fields_in_the_order_of_the_official_server) {
    std::array const versions{header_field{"Sec-WebSocket-Version", "13, 8"}};
    EXPECT_EQ(octets_of({.status = 400,
                         .body = "Bad key",
                         .content_type = {"Content-Type", "text/html"},
                         .headers = versions}),
              "HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Type: text/html\r\n"
              "Content-Length: 7\r\nSec-WebSocket-Version: 13, 8\r\n\r\nBad key");
}

} // namespace
} // namespace socketiota::wire
