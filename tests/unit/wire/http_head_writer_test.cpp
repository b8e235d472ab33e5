// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <string>

#include <wire/http_head_writer.hpp>

namespace socketiota::wire {
namespace {

TEST(response_head_writer, writes_a_head) {
    base::output_buffer output;
    output.append("before");
    EXPECT_TRUE(response_head_writer(output, 200)
                    .header("Content-Type", "text/plain; charset=UTF-8")
                    .content_length(18446744073709551615U)
                    .connection(true)
                    .finish());
    EXPECT_EQ(output.view(), "beforeHTTP/1.1 200 OK\r\n"
                             "Content-Type: text/plain; charset=UTF-8\r\n"
                             "Content-Length: 18446744073709551615\r\n"
                             "Connection: keep-alive\r\n"
                             "\r\n");
}

TEST(response_head_writer, closes) {
    base::output_buffer output;
    EXPECT_TRUE(response_head_writer(output, 400).connection(false).finish());
    EXPECT_EQ(output.view(), "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n");
}

TEST(response_head_writer, knows_no_words_for_a_foreign_status) {
    base::output_buffer output;
    EXPECT_TRUE(response_head_writer(output, 799).finish());
    EXPECT_EQ(output.view(), "HTTP/1.1 799 \r\n\r\n");
}

TEST(response_head_writer, refuses_headers_that_end_their_line_early) {
    for (std::string_view const value :
         {std::string_view("a\r\nSet-Cookie: b"), std::string_view("a\rb"),
          std::string_view("a\nb"), std::string_view("a\0b", 3), std::string_view("a\x7F")}) {
        base::output_buffer output;
        output.append("before");
        EXPECT_FALSE(
            response_head_writer(output, 200).header("x", value).header("y", "fine").finish());
        EXPECT_EQ(output.view(), "before");
    }
    for (std::string_view const name : {"", "a b", "a:", "a\r\nb", "\xC3\xA4"}) {
        base::output_buffer output;
        EXPECT_FALSE(response_head_writer(output, 200).header(name, "value").finish());
        EXPECT_TRUE(output.empty());
    }
}

TEST(response_head_writer, adds_headers_to_a_complete_head) {
    std::string head = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n";
    std::string const before = head;
    header_field const fields[]{{"x", "1"}, {"y", ""}};
    EXPECT_TRUE(add_headers(head, fields));
    EXPECT_EQ(head, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nx: 1\r\ny: "
                    "\r\n\r\n");
    head = before;
    EXPECT_TRUE(add_headers(head, {}));
    EXPECT_EQ(head, before);
    for (header_field const wrong : {header_field{"x", "a\r\nb: c"}, header_field{"x", "a\n"},
                                     header_field{"x:", "a"}, header_field{"", "a"}}) {
        header_field const both[]{{"fine", "1"}, wrong};
        EXPECT_FALSE(add_headers(head, both));
        EXPECT_EQ(head, before);
    }
}

TEST(response_head_writer, takes_values_outside_of_ascii_and_empty_ones) {
    base::output_buffer output;
    EXPECT_TRUE(
        response_head_writer(output, 200).header("x", "\xC3\xA4\t").header("y", "").finish());
    EXPECT_EQ(output.view(), "HTTP/1.1 200 OK\r\nx: \xC3\xA4\t\r\ny: \r\n\r\n");
}

TEST(reason_phrase, has_words_for_each_status_of_ours) {
    for (int const status : {101, 200, 204, 400, 403, 404, 405, 408, 411, 413,
                             414, 415, 417, 426, 429, 431, 500, 501, 503, 505})
        EXPECT_FALSE(reason_phrase(static_cast<std::uint16_t>(status)).empty()) << status;
    EXPECT_EQ(reason_phrase(405), "Method Not Allowed");
    EXPECT_EQ(reason_phrase(299), "");
}

} // namespace
} // namespace socketiota::wire
