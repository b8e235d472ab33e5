// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include <wire/request_parser.hpp>
#include <wire/websocket_handshake.hpp>

namespace socketiota::wire {
namespace {

// A request that is accepted, and what one test makes different.
struct upgrade_request {
    std::string method = "GET";
    std::string version = "1.1";
    std::string upgrade = "Upgrade: websocket\r\n";
    std::string connection = "Connection: Upgrade\r\n";
    std::string key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
    std::string websocket_version = "Sec-WebSocket-Version: 13\r\n";
    std::string others{};

    [[nodiscard]] websocket_handshake judge(deflate_terms const* deflate = nullptr) {
        wire = method + " /socket.io/ HTTP/" + version + "\r\nHost: a\r\n" + upgrade + connection +
               key + websocket_version + others + "\r\n";
        EXPECT_EQ(request_parser().parse(wire, *head).type, request_result::kind::complete);
        return judge_websocket_handshake(*head, deflate);
    }

    // What was sent, and what the answer points into.
    std::string wire{};
    std::unique_ptr<request_head> head = std::make_unique<request_head>();
};

TEST(websocket_handshake, accepts_the_example_of_rfc_6455) {
    upgrade_request request;
    websocket_handshake const handshake = request.judge();
    ASSERT_TRUE(handshake.accepted());
    base::output_buffer output;
    ASSERT_TRUE(append_switching_protocols(output, handshake));
    EXPECT_EQ(output.view(), "HTTP/1.1 101 Switching Protocols\r\n"
                             "Upgrade: websocket\r\n"
                             "Connection: Upgrade\r\n"
                             "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"
                             "\r\n");
}

TEST(websocket_handshake, appends_headers_of_the_program) {
    upgrade_request request;
    websocket_handshake const handshake = request.judge();
    base::output_buffer output;
    header_field const wrong{"X-Wrong", "a\r\nb"};
    EXPECT_FALSE(append_switching_protocols(output, handshake, {&wrong, 1}));
    EXPECT_TRUE(output.empty());
    header_field const fine{"X-Fine", "yes"};
    EXPECT_TRUE(append_switching_protocols(output, handshake, {&fine, 1}));
    EXPECT_TRUE(output.view().ends_with("K+xOo=\r\nX-Fine: yes\r\n\r\n"));
}

TEST(websocket_handshake, takes_any_case_and_version_8) {
    EXPECT_TRUE((upgrade_request{.upgrade = "UPGRADE: WebSocket\r\n",
                                 .connection = "connection: keep-alive, UPGRADE\r\n",
                                 .websocket_version = "sec-websocket-version: 8\r\n"})
                    .judge()
                    .accepted());
}

TEST(websocket_handshake, asks_for_get) {
    websocket_handshake const refused = upgrade_request{.method = "POST"}.judge();
    EXPECT_EQ(refused.status, 405);
    EXPECT_EQ(refused.sentence, "Invalid HTTP method");
}

TEST(websocket_handshake, asks_for_an_upgrade_to_websocket) {
    EXPECT_EQ(upgrade_request{.upgrade = ""}.judge().status, 400);
    EXPECT_EQ(upgrade_request{.upgrade = "Upgrade: h2c\r\n"}.judge().status, 400);
    EXPECT_EQ(upgrade_request{.upgrade = "Upgrade: websocket, h2c\r\n"}.judge().status, 400);
    EXPECT_EQ(
        (upgrade_request{.upgrade = "Upgrade: websocket\r\nUpgrade: websocket\r\n"}).judge().status,
        400);
    EXPECT_EQ(upgrade_request{.connection = ""}.judge().status, 400);
    EXPECT_EQ(upgrade_request{.version = "1.0"}.judge().status, 400);
}

TEST(websocket_handshake, asks_for_a_key_of_16_octets) {
    auto const status = [](std::string_view text) {
        return upgrade_request{.key = "Sec-WebSocket-Key: " + std::string(text) + "\r\n"}
            .judge()
            .status;
    };
    EXPECT_EQ(status("AAAAAAAAAAAAAAAAAAAAAA=="), 101);
    EXPECT_EQ(status("+/+/+/+/+/+/+/+/+/+/+/=="), 101);
    EXPECT_EQ(status(""), 400);
    EXPECT_EQ(status("AAAAAAAAAAAAAAAAAAAAA=="), 400);
    EXPECT_EQ(status("AAAAAAAAAAAAAAAAAAAAAAA=="), 400);
    EXPECT_EQ(status("AAAAAAAAAAAAAAAAAAAAAAA="), 400);
    EXPECT_EQ(status("-_AAAAAAAAAAAAAAAAAAAA=="), 400);
    EXPECT_EQ(upgrade_request{.key = ""}.judge().status, 400);
    EXPECT_EQ((upgrade_request{.key = "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
                                      "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"})
                  .judge()
                  .status,
              400);
}

TEST(websocket_handshake, names_its_versions_when_it_refuses_one) {
    for (std::string_view const version : {"7", "14", "", "13, 8", "0xd", "13.0"}) {
        websocket_handshake const refused =
            upgrade_request{.websocket_version =
                                "Sec-WebSocket-Version: " + std::string(version) + "\r\n"}
                .judge();
        EXPECT_EQ(refused.status, 400);
        EXPECT_TRUE(refused.names_versions);
    }
    EXPECT_TRUE(upgrade_request{.websocket_version = ""}.judge().names_versions);
    EXPECT_FALSE(upgrade_request{.key = ""}.judge().names_versions);
}

TEST(websocket_handshake, echoes_the_first_subprotocol) {
    auto const chosen = [](std::string_view lines) {
        upgrade_request request{.others = std::string(lines)};
        websocket_handshake const handshake = request.judge();
        return handshake.accepted() ? std::string(handshake.subprotocol)
                                    : std::to_string(handshake.status);
    };
    EXPECT_EQ(chosen(""), "");
    EXPECT_EQ(chosen("Sec-WebSocket-Protocol: chat\r\n"), "chat");
    EXPECT_EQ(chosen("Sec-WebSocket-Protocol: chat , super.chat\t,third\r\n"), "chat");
    EXPECT_EQ(chosen("Sec-WebSocket-Protocol: b\r\nsec-websocket-protocol: a\r\n"), "b");
    EXPECT_EQ(chosen("Sec-WebSocket-Protocol:\r\n"), "400");
    EXPECT_EQ(chosen("Sec-WebSocket-Protocol: a,\r\n"), "400");
    EXPECT_EQ(chosen("Sec-WebSocket-Protocol: ,a\r\n"), "400");
    EXPECT_EQ(chosen("Sec-WebSocket-Protocol: a,,b\r\n"), "400");
    EXPECT_EQ(chosen("Sec-WebSocket-Protocol: a b\r\n"), "400");
    EXPECT_EQ(chosen("Sec-WebSocket-Protocol: a/b\r\n"), "400");
    EXPECT_EQ(chosen("Sec-WebSocket-Protocol: a, b, a\r\n"), "400");
    EXPECT_EQ(chosen("Sec-WebSocket-Protocol: a\r\nSec-WebSocket-Protocol: a\r\n"), "400");
}

TEST(websocket_handshake, writes_the_subprotocol) {
    upgrade_request request{.others = "Sec-WebSocket-Protocol: chat, other\r\n"};
    base::output_buffer output;
    EXPECT_TRUE(append_switching_protocols(output, request.judge()));
    EXPECT_TRUE(output.view().ends_with("\r\nSec-WebSocket-Protocol: chat\r\n\r\n"));
}

TEST(websocket_handshake, looks_at_extensions_only_if_it_uses_them) {
    constexpr deflate_terms wanted;
    upgrade_request junk{.others = "Sec-WebSocket-Extensions: ;;\r\n"};
    EXPECT_EQ(junk.judge().status, 101);
    EXPECT_EQ(junk.judge(&wanted).status, 400);
    EXPECT_EQ(junk.judge(&wanted).sentence,
              "Invalid or unacceptable Sec-WebSocket-Extensions header");
    upgrade_request other{.others = "Sec-WebSocket-Extensions: constructor\r\n"};
    EXPECT_EQ(other.judge(&wanted).status, 101);
    EXPECT_FALSE(other.judge(&wanted).deflate);
    upgrade_request wrong{
        .others = "Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=7\r\n"};
    EXPECT_EQ(wrong.judge(&wanted).status, 400);
}

TEST(websocket_handshake, answers_the_first_offer_of_all_headers) {
    constexpr deflate_terms wanted{false, false};
    upgrade_request request{
        .others = "Sec-WebSocket-Protocol: chat\r\n"
                  "Sec-WebSocket-Extensions: x-other, permessage-deflate; "
                  "server_max_window_bits=8\r\n"
                  "Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=10\r\n"};
    websocket_handshake const handshake = request.judge(&wanted);
    base::output_buffer output;
    EXPECT_TRUE(append_switching_protocols(output, handshake));
    EXPECT_TRUE(output.view().ends_with(
        "\r\nSec-WebSocket-Protocol: chat\r\n"
        "Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=10\r\n\r\n"))
        << output.view();
}

TEST(websocket_handshake, refuses_a_body) {
    EXPECT_EQ(upgrade_request{.others = "Content-Length: 1\r\n"}.judge().status, 400);
    EXPECT_EQ(upgrade_request{.others = "Transfer-Encoding: chunked\r\n"}.judge().status, 400);
    EXPECT_EQ(upgrade_request{.others = "Content-Length: 0\r\n"}.judge().status, 101);
}

} // namespace
} // namespace socketiota::wire
