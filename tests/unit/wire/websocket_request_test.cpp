// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include <wire/request_parser.hpp>
#include <wire/response_parser.hpp>
#include <wire/websocket_handshake.hpp>
#include <wire/websocket_request.hpp>

namespace socketiota::wire {
namespace {

constexpr std::string_view example_key = "dGhlIHNhbXBsZSBub25jZQ==";
constexpr std::string_view example_accept =
    "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n";
constexpr std::string_view switching = "HTTP/1.1 101 Switching Protocols\r\n"
                                       "Upgrade: websocket\r\nConnection: Upgrade\r\n";

websocket_request const plain{
    .authority = "h:1", .target = "/socket.io/?EIO=4", .key = example_key};

class websocket_answer : public testing::Test {
protected:
    websocket_agreement judge(std::string text, websocket_request const& what = plain) {
        octets_ = std::move(text) + "\r\n";
        EXPECT_EQ(response_parser().parse(octets_, *head_).type, response_result::kind::complete);
        return judge_websocket_answer(*head_, what);
    }

private:
    std::string octets_;
    std::unique_ptr<response_head> head_ = std::make_unique<response_head>();
};

TEST(websocket_request, is_accepted_by_our_server) {
    std::vector<std::string> const names{"chat", "echo"};
    header_field const extra{"Authorization", "Basic YTpi"};
    deflate_terms const terms;
    std::string const key = random_websocket_key();
    base::output_buffer output;
    ASSERT_TRUE(append_websocket_request(
        output, {"h:1", "/x?y", key, names, &terms, std::span(&extra, 1)}));
    auto const head = std::make_unique<request_head>();
    auto const parsed = request_parser().parse(output.view(), *head);
    ASSERT_EQ(parsed.type, request_result::kind::complete);
    EXPECT_EQ(parsed.head_size, output.size());
    EXPECT_EQ(head->target, "/x?y");
    EXPECT_EQ(head->find("host"), "h:1");
    EXPECT_EQ(head->find("authorization"), "Basic YTpi");
    auto const judged = judge_websocket_handshake(*head, &terms);
    EXPECT_TRUE(judged.accepted()) << judged.sentence;
    EXPECT_EQ(judged.subprotocol, "chat");
    EXPECT_TRUE(judged.deflate);
}

TEST(websocket_request, has_no_other_lines_than_its_own) {
    base::output_buffer output;
    for (header_field const wrong :
         {header_field{"A", "b\r\nc: d"}, header_field{"", "x"}, header_field{"Host", "other"},
          header_field{"sec-websocket-key", "x"}, header_field{"Connection", "close"}}) {
        auto asked = plain;
        asked.headers = std::span(&wrong, 1);
        EXPECT_FALSE(append_websocket_request(output, asked)) << wrong.name;
        EXPECT_TRUE(output.empty());
    }
    auto asked = plain;
    asked.target = "/a b";
    EXPECT_FALSE(append_websocket_request(output, asked));
    std::vector<std::string> const names{"a b"};
    asked = plain;
    asked.subprotocols = names;
    EXPECT_FALSE(append_websocket_request(output, asked));
}

TEST(websocket_request, has_another_key_each_time) {
    EXPECT_EQ(random_websocket_key().size(), 24U);
    EXPECT_NE(random_websocket_key(), random_websocket_key());
}

TEST_F(websocket_answer, of_rfc_6455_is_accepted) {
    auto const agreed = judge(std::string(switching).append(example_accept));
    EXPECT_TRUE(agreed.accepted) << agreed.sentence;
    EXPECT_FALSE(agreed.deflate);
}

TEST_F(websocket_answer, that_is_none_is_refused) {
    std::string const right = std::string(switching).append(example_accept);
    for (std::string const& wrong :
         {std::string("HTTP/1.1 200 OK\r\n"), std::string(switching),
          std::string(switching) + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOp=\r\n",
          right + std::string(example_accept),
          "HTTP/1.1 101 S\r\nUpgrade: websocket\r\n" + std::string(example_accept),
          "HTTP/1.1 101 S\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n" + std::string(example_accept),
          right + "Sec-WebSocket-Protocol: chat\r\n",
          right + "Sec-WebSocket-Extensions: permessage-deflate\r\n"}) {
        auto const agreed = judge(wrong);
        EXPECT_FALSE(agreed.accepted) << wrong;
        EXPECT_FALSE(agreed.sentence.empty()) << wrong;
    }
}

TEST_F(websocket_answer, chooses_among_what_was_offered) {
    std::string const right = std::string(switching).append(example_accept);
    std::vector<std::string> const names{"chat", "echo"};
    deflate_terms const terms;
    auto asked = plain;
    asked.subprotocols = names;
    asked.deflate = &terms;
    auto const agreed = judge(right + "Sec-WebSocket-Protocol: echo\r\n"
                                      "Sec-WebSocket-Extensions: permessage-deflate; "
                                      "server_no_context_takeover; client_no_context_takeover\r\n",
                              asked);
    EXPECT_TRUE(agreed.accepted) << agreed.sentence;
    EXPECT_EQ(agreed.subprotocol, "echo");
    EXPECT_TRUE(agreed.deflate);
    EXPECT_FALSE(judge(right, asked).accepted);
    EXPECT_FALSE(judge(right + "Sec-WebSocket-Protocol: other\r\n", asked).accepted);
    EXPECT_FALSE(judge(right + "Sec-WebSocket-Protocol: chat\r\n"
                               "Sec-WebSocket-Extensions: x-other\r\n",
                       asked)
                     .accepted);
}

} // namespace
} // namespace socketiota::wire
