// SPDX-License-Identifier: MIT
#include <boost/system/errc.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <string>

#include <client/proxy/connect_tunnel.hpp>

namespace socketiota::clients {
namespace {

using kind = tunnel_step::kind;
using testing::HasSubstr;

constexpr proxy anonymous{.host = "proxy", .port = 3128};

proxy ann() { return {.host = "proxy", .port = 3128, .user = "Ann", .password = "p:w"}; }

/// What comes of an answer.
tunnel_step step_of(std::string const& answer, proxy const& through = anonymous) {
    connect_tunnel tried(through, "chat.example", 443);
    static_cast<void>(tried.begin());
    return tried.step(answer);
}

void expect_refusal(tunnel_step const& step, error_code const& reason, std::uint16_t status,
                    std::string const& sentence) {
    EXPECT_EQ(step.type, kind::refused);
    EXPECT_EQ(step.reason, reason);
    EXPECT_EQ(step.status, status);
    EXPECT_EQ(step.sentence, sentence);
}

TEST(connect_tunnel, asks_for_host_and_port) {
    EXPECT_EQ(connect_tunnel(anonymous, "chat.example", 80).begin(),
              "CONNECT chat.example:80 HTTP/1.1\r\nHost: chat.example:80\r\n\r\n");
    EXPECT_EQ(connect_tunnel(anonymous, "::1", 443).begin(),
              "CONNECT [::1]:443 HTTP/1.1\r\nHost: [::1]:443\r\n\r\n");
}

TEST(connect_tunnel, says_who_we_are) {
    EXPECT_EQ(connect_tunnel(ann(), "h", 1).begin(),
              "CONNECT h:1 HTTP/1.1\r\nHost: h:1\r\n"
              "Proxy-Authorization: Basic QW5uOnA6dw==\r\n\r\n");
}

TEST(connect_tunnel, opens_after_any_answer_of_success) {
    for (std::string const answer :
         {"HTTP/1.0 200 Connection established\r\n\r\n", "HTTP/1.1 200 OK\r\n\r\n",
          "HTTP/1.1 204 No\r\nX: y\r\n\r\n", "HTTP/1.1 299 \r\n\r\n",
          "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", // means nothing here
          "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\n"})
        EXPECT_EQ(step_of(answer).type, kind::open) << answer;
}

TEST(connect_tunnel, puts_an_answer_together) {
    connect_tunnel tried(anonymous, "chat.example", 443);
    std::string const answer = "HTTP/1.1 200 OK\r\nVia: x\r\n\r\n";
    for (char const each : answer.substr(0, answer.size() - 1))
        EXPECT_EQ(tried.step(std::string(1, each)).type, kind::need_more);
    EXPECT_EQ(tried.step("\n").type, kind::open);
}

TEST(connect_tunnel, is_refused_without_a_login) {
    expect_refusal(step_of("HTTP/1.1 407 No\r\nProxy-Authenticate: Digest realm=x\r\n"
                           "Proxy-Authenticate: basic realm=x\r\n\r\n"),
                   error::proxy_refused_login, 407,
                   "wants user and password, which its url does not have: "
                   "http://user:password@host:port");
    expect_refusal(step_of("HTTP/1.1 407 No\r\nProxy-Authenticate: Basic\r\n\r\n", ann()),
                   error::proxy_refused_login, 407,
                   "does not take user and password of its url: check both");
    expect_refusal(step_of("HTTP/1.0 401 No\r\nWWW-Authenticate: Basic\r\n\r\n", ann()),
                   error::proxy_refused_login, 401,
                   "does not take user and password of its url: check both");
    for (auto const& through : {anonymous, ann()})
        expect_refusal(step_of("HTTP/1.1 407 No\r\nProxy-Authenticate: NTLM\r\n\r\n", through),
                       error::proxy_refused_login, 407,
                       "wants a login, but none by user and password (Basic), the only kind that "
                       "is known here");
}

TEST(connect_tunnel, is_refused_with_what_helps) {
    expect_refusal(step_of("HTTP/1.1 403 You\r\n\r\n"), error::proxy_refused, 403,
                   "answered CONNECT chat.example:443 with 403 Forbidden: its rules do not allow "
                   "this host or port");
    for (int const status : {500, 502, 503, 504}) {
        auto const step = step_of("HTTP/1.1 " + std::to_string(status) + " x\r\n\r\n");
        EXPECT_EQ(step.status, status);
        EXPECT_THAT(step.sentence, HasSubstr("cannot reach the server: check host and port"));
    }
    expect_refusal(step_of("HTTP/1.1 405 No\r\n\r\nbody"), error::proxy_refused, 405,
                   "answered CONNECT chat.example:443 with 405 Method Not Allowed: is it a proxy? "
                   "Check its url, and whether it allows CONNECT");
    EXPECT_EQ(step_of("HTTP/1.1 101 x\r\n\r\n").type, kind::refused);
    EXPECT_EQ(step_of("HTTP/1.1 301 x\r\nLocation: /\r\n\r\n").type, kind::refused);
    EXPECT_THAT(step_of("HTTP/1.1 799 x\r\n\r\n").sentence, HasSubstr("with 799: is it"));
}

TEST(connect_tunnel, takes_no_more_than_an_answer) {
    auto const broken = make_error_code(boost::system::errc::protocol_error);
    expect_refusal(step_of("HTTP/1.1 200 OK\r\n\r\nx"), broken, 0,
                   "sent something behind its answer, before the server was asked for anything");
    for (std::string const& answer :
         {std::string("SSH-2.0-OpenSSH_9.2\r\n\r\n"), std::string("\5\0", 2),
          "HTTP/1.1 200 OK\r\nX: " + std::string(20'000, 'x')}) {
        auto const step = step_of(answer);
        EXPECT_EQ(step.reason, broken);
        EXPECT_THAT(step.sentence, HasSubstr("does not answer as one of HTTP, check its url: "));
    }
}

} // namespace
} // namespace socketiota::clients
