// SPDX-License-Identifier: MIT
#include <boost/system/errc.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <string_view>

#include <client/proxy/socks5_tunnel.hpp>

namespace socketiota::clients {
namespace {

using namespace std::literals;
using kind = tunnel_step::kind;
using testing::HasSubstr;

constexpr auto no_login = "\5\0"sv;
constexpr auto password_wanted = "\5\2"sv;
constexpr auto let_in = "\1\0"sv;
constexpr auto granted = "\5\0\0\1\x7F\0\0\1\0\x50"sv;

proxy through(std::string user = {}) {
    return {proxy_kind::socks5_by_name, "proxy", 1080, std::move(user), "pw"};
}

class socks5 : public testing::Test {
protected:
    void start(std::string user = {}, std::string_view host = "chat.example") {
        tried_.emplace(through(std::move(user)), host, 443);
        greeting_ = tried_->begin();
    }

    tunnel_step come(std::string_view octets) { return tried_->step(octets); }

    /// A proxy that has let us in, and what it is asked then.
    std::string request_for(std::string_view host) {
        start({}, host);
        return come(no_login).octets;
    }

    /// What comes of a last reply.
    tunnel_step reply(std::string_view octets) {
        start();
        EXPECT_EQ(come(no_login).type, kind::send);
        return come(octets);
    }

    static void expect_broken(tunnel_step const& step, std::string_view sentence) {
        EXPECT_EQ(step.type, kind::refused);
        EXPECT_EQ(step.reason, make_error_code(boost::system::errc::protocol_error));
        EXPECT_THAT(step.sentence, HasSubstr(std::string(sentence)));
    }

    static void expect_no_login(tunnel_step const& step, std::string_view sentence) {
        EXPECT_EQ(step.type, kind::refused);
        EXPECT_EQ(step.reason, error::proxy_refused_login);
        EXPECT_EQ(step.sentence, sentence);
    }

    std::optional<socks5_tunnel> tried_;
    std::string greeting_;
};

TEST_F(socks5, greets) {
    start();
    EXPECT_EQ(greeting_, "\5\1\0"s);
    start("Ann");
    EXPECT_EQ(greeting_, "\5\2\0\2"s);
}

TEST_F(socks5, asks_for_names_and_addresses) {
    EXPECT_EQ(request_for("chat.example"), "\5\1\0\3\x0C"s + "chat.example" + "\x01\xBB");
    EXPECT_EQ(request_for("10.0.0.7"), "\5\1\0\1\x0A\0\0\7\x01\xBB"s);
    EXPECT_EQ(request_for("::1"), "\5\1\0\4"s + std::string(15, '\0') + "\1\x01\xBB");
    std::string const longest(socks5_tunnel::longest_host, 'h');
    EXPECT_EQ(request_for(longest), "\5\1\0\3\xFF"s + longest + "\x01\xBB");
}

TEST_F(socks5, opens) {
    std::string const name(255, 'n');
    for (std::string const& octets :
         {std::string(granted), "\5\0\0\4"s + std::string(16, '\1') + "\0\1"s, "\5\0\0\3\0\0\1"s,
          "\5\0\0\3\xFF"s + name + "\0\1"s})
        EXPECT_EQ(reply(octets).type, kind::open) << testing::PrintToString(octets);
}

TEST_F(socks5, puts_replies_together) {
    start("Ann");
    EXPECT_EQ(come("\5").type, kind::need_more);
    EXPECT_EQ(come("\2").octets, "\1\3Ann\2pw");
    EXPECT_EQ(come("\1").type, kind::need_more);
    EXPECT_EQ(come("\0"sv).type, kind::send);
    for (char const each : granted.substr(0, granted.size() - 1))
        EXPECT_EQ(come({&each, 1}).type, kind::need_more);
    EXPECT_EQ(come(granted.substr(granted.size() - 1)).type, kind::open);
}

TEST_F(socks5, needs_no_login_where_none_is_wanted) {
    start("Ann");
    EXPECT_EQ(come(no_login).octets.substr(0, 3), "\5\1\0"s);
    EXPECT_EQ(come(granted).type, kind::open);
}

TEST_F(socks5, is_refused_without_a_login) {
    start();
    expect_no_login(come("\5\xFF"), "wants a login, which its url does not have: "
                                    "socks5://user:password@host:port");
    start("Ann");
    expect_no_login(come("\5\xFF"), "takes no login by user and password, the only kind that is "
                                    "known here");
    for (auto const refusal : {"\1\1"sv, "\1\xFF"sv, "\5\1"sv}) {
        start("Ann");
        EXPECT_EQ(come(password_wanted).type, kind::send);
        expect_no_login(come(refusal), "does not take user and password of its url: check both");
    }
    start("Ann");
    EXPECT_EQ(come(password_wanted).type, kind::send);
    EXPECT_EQ(come(let_in).octets.substr(0, 3), "\5\1\0"s);
}

TEST_F(socks5, says_why_it_is_refused) {
    constexpr std::string_view reasons[] = {"its log may tell",
                                            "its rules do not allow",
                                            "network of the server is out of its reach",
                                            "has no address",
                                            "nothing answers there",
                                            "TTL expired",
                                            "it knows no CONNECT",
                                            "takes no such address",
                                            "a reason that SOCKS 5 has not"};
    char code = 0;
    for (auto const reason : reasons) {
        ++code;
        auto const step = reply(std::string{5, code}); // without the rest
        EXPECT_EQ(step.type, kind::refused);
        EXPECT_EQ(step.reason, error::proxy_refused);
        EXPECT_THAT(step.sentence, HasSubstr(std::string(reason)));
        EXPECT_TRUE(step.sentence.starts_with("does not lead to chat.example:443: "));
        EXPECT_TRUE(step.sentence.ends_with(" (" + std::to_string(code) + ")"));
    }
    EXPECT_EQ(reply("\5\xFF\0\1rest").reason, error::proxy_refused);
}

TEST_F(socks5, takes_nothing_but_socks) {
    for (auto const octets : {"\4"sv, "HTTP/1.1 400 Bad Request\r\n\r\n"sv, "\0"sv}) {
        start();
        expect_broken(come(octets), "is none of SOCKS 5: check its url");
        expect_broken(reply(octets), "is none of SOCKS 5: check its url");
    }
    start();
    expect_broken(come(password_wanted), "not offered");
    start("Ann");
    expect_broken(come("\5\1"), "not offered");
    expect_broken(reply("\5\0\0\2\0"s), "an address of no kind");
}

TEST_F(socks5, takes_no_more_than_each_reply) {
    start();
    expect_broken(come("\5\0\5"s), "sent more than its reply");
    start("Ann");
    EXPECT_EQ(come(password_wanted).type, kind::send);
    expect_broken(come("\1\0\1"s), "sent more than its reply");
    expect_broken(reply(std::string(granted) + "x"), "sent more than its reply");
    expect_broken(reply("\5\0\0\3\xFF"s + std::string(1'000'000, 'n')), "sent more than its reply");
}

} // namespace
} // namespace socketiota::clients
