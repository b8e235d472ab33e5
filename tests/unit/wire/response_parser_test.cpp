// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>

#include <wire/body_reader.hpp>
#include <wire/response_parser.hpp>

namespace socketiota::wire {
namespace {

using kind = response_result::kind;

class response : public testing::Test {
protected:
    response_result parse(std::string text) {
        octets_ = std::move(text);
        return response_parser().parse(octets_, *head);
    }

    std::unique_ptr<response_head> head = std::make_unique<response_head>();

private:
    std::string octets_;
};

TEST_F(response, has_a_status_and_headers) {
    std::string const whole = "HTTP/1.1 404 Not Found\r\nA: b\r\nContent-Length: 3\r\n\r\n";
    auto const result = parse(whole + "abc");
    ASSERT_EQ(result.type, kind::complete);
    EXPECT_EQ(result.head_size, whole.size());
    EXPECT_EQ(head->status, 404);
    EXPECT_EQ(head->reason, "Not Found");
    EXPECT_EQ(head->find("a"), "b");
    EXPECT_EQ(head->framing, body_framing::sized);
    EXPECT_EQ(head->content_length, 3U);
    EXPECT_TRUE(head->keep_alive);
}

TEST_F(response, may_have_no_words) {
    for (std::string_view const line : {"HTTP/1.1 200 ", "HTTP/1.1 200"}) {
        ASSERT_EQ(parse(std::string(line) + "\r\n\r\n").type, kind::complete);
        EXPECT_EQ(head->status, 200);
        EXPECT_EQ(head->reason, "");
    }
}

TEST_F(response, tells_how_its_body_ends) {
    auto const framing = [this](std::string_view lines) {
        EXPECT_EQ(parse(std::string(lines) + "\r\n").type, kind::complete);
        return head->framing;
    };
    EXPECT_EQ(framing("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n"), body_framing::chunked);
    EXPECT_EQ(framing("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n"), body_framing::sized);
    EXPECT_EQ(framing("HTTP/1.1 200 OK\r\n"), body_framing::until_end);
    EXPECT_FALSE(head->keep_alive);
    for (std::string_view const status : {"101 a", "103 b", "204 c", "304 d"})
        EXPECT_EQ(framing("HTTP/1.1 " + std::string(status) + "\r\nContent-Length: 5\r\n"),
                  body_framing::none);
}

TEST_F(response, tells_what_becomes_of_the_connection) {
    ASSERT_EQ(parse("HTTP/1.1 101 S\r\nUpgrade: websocket\r\nConnection: x, upgrade\r\n\r\n").type,
              kind::complete);
    EXPECT_TRUE(head->upgrade);
    ASSERT_EQ(parse("HTTP/1.1 204 N\r\nConnection: close\r\n\r\n").type, kind::complete);
    EXPECT_FALSE(head->keep_alive);
    ASSERT_EQ(parse("HTTP/1.0 204 N\r\n\r\n").type, kind::complete);
    EXPECT_FALSE(head->keep_alive);
}

TEST_F(response, that_two_could_read_in_two_ways_is_refused) {
    for (std::string_view const wrong : {
             "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n",
             "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
             "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
             "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
             "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
             "HTTP/1.1 200 OK\r\nContent-Length: 1, 1\r\n\r\n",
             "HTTP/1.1 200 OK\r\nA : b\r\n\r\n",
             "HTTP/1.1 200 OK\r\n A: b\r\n\r\n",
             "HTTP/1.1 200 OK\nA: b\n\n",
             "HTTP/1.1 200 O\x01K\r\n\r\n",
         }) {
        auto const result = parse(std::string(wrong));
        EXPECT_EQ(result.type, kind::error) << wrong;
        EXPECT_FALSE(result.sentence.empty()) << wrong;
    }
}

TEST_F(response, of_something_else_is_refused_at_once) {
    for (std::string_view const wrong :
         {"\r\nHTTP/1.1 200", "ICY 200 OK", "SSH-2.0-OpenSSH", "HTTP/2.0 200 OK\r\n\r\n",
          "HTTP/1.2 200 OK\r\n", "HTTP/1.1 099 x\r\n", "HTTP/1.1 20x", "HTTP/1.1  200",
          "HTTP/1.1 2000 OK\r\n", "\x15\x03\x01"})
        EXPECT_EQ(parse(std::string(wrong)).type, kind::error) << wrong;
}

TEST_F(response, may_come_in_single_octets) {
    std::string const whole = "HTTP/1.1 200 OK\r\nA: b\r\nContent-Length: 2\r\n\r\n";
    response_parser parser;
    for (std::size_t size = 0; size != whole.size(); ++size)
        ASSERT_EQ(parser.parse(whole.substr(0, size), *head).type, kind::need_more) << size;
    auto const result = parser.parse(whole, *head);
    EXPECT_EQ(result.type, kind::complete);
    EXPECT_EQ(result.head_size, whole.size());
}

TEST_F(response, is_limited) {
    response_parser small({.max_head_size = 64, .max_header_count = 2});
    std::string const long_line = "HTTP/1.1 200 OK\r\nA: " + std::string(64, 'x');
    EXPECT_EQ(small.parse(long_line, *head).type, kind::error);
    EXPECT_EQ(small.parse("HTTP/1.1 200 OK\r\nA:1\r\nA:2\r\nA:3\r\n", *head).type, kind::error);
    EXPECT_EQ(small.parse("HTTP/1.1 200 OK\r\nA:1\r\nA:2\r\n\r\n", *head).type, kind::complete);
}

TEST(body_until_the_end, is_limited) {
    body_reader reader(body_framing::until_end, 0, 5);
    std::string_view input = "abc";
    EXPECT_EQ(reader.next(input).data, "abc");
    EXPECT_EQ(reader.next(input).type, body_event::kind::need_more);
    input = "de";
    EXPECT_EQ(reader.next(input).data, "de");
    input = "f";
    EXPECT_EQ(reader.next(input).type, body_event::kind::error);
}

} // namespace
} // namespace socketiota::wire
