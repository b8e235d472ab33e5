// SPDX-License-Identifier: MIT
#include "http_test.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <http/trusted_proxies.hpp>

namespace socketiota::http {
namespace {

proxy_options trusting(std::vector<std::string> trusted,
                       client_header header = client_header::x_forwarded_for) {
    proxy_options options;
    options.trusted = std::move(trusted);
    options.header = header;
    return options;
}

/// The address that a request has which comes from `peer` with these header lines.
std::string address_of(proxy_options const& options, std::string_view peer,
                       std::string_view lines) {
    std::string const text = "GET / HTTP/1.1\r\nHost: h\r\n" + std::string(lines) + "\r\n";
    wire::request_parser parser{wire::request_limits{}};
    wire::request_head head;
    EXPECT_EQ(parser.parse(text, head).type, wire::request_result::kind::complete);
    EXPECT_FALSE(validate(options));
    return trusted_proxies(options).client_of(std::string(peer), head);
}

struct forwarded_case {
    std::string_view peer;
    std::string_view lines;
    std::string_view address;
};

TEST(trusted_proxies, say_who_the_client_is) {
    constexpr forwarded_case cases[]{
        {"10.0.0.1", "X-Forwarded-For: 192.0.2.1\r\n", "192.0.2.1"},
        // What stands further left was there before, and may be anything.
        {"10.0.0.1", "X-Forwarded-For: 203.0.113.9, 192.0.2.1\r\n", "192.0.2.1"},
        {"10.0.0.1", "X-Forwarded-For: evil, 192.0.2.1\r\n", "192.0.2.1"},
        // Past all that are trusted.
        {"10.0.0.1", "X-Forwarded-For: 192.0.2.1, 10.255.0.7, ::1\r\n", "192.0.2.1"},
        {"10.0.0.1", "x-forwarded-for: 192.0.2.1\r\nX-Forwarded-For: 10.0.0.2\r\n", "192.0.2.1"},
        {"10.0.0.1", "X-Forwarded-For: 10.0.0.3, 10.0.0.2\r\n", "10.0.0.3"},
        {"::1", "X-Forwarded-For: [2001:db8::1]:80\r\n", "2001:db8::1"},
        {"10.0.0.1", "X-Forwarded-For: ::ffff:192.0.2.1\r\n", "192.0.2.1"},
        {"10.0.0.1", "X-Forwarded-For: ::ffff:10.0.0.2, 10.0.0.2\r\n", "10.0.0.2"},
        // Whoever says nothing is the client.
        {"10.0.0.1", "", "10.0.0.1"},
        {"10.0.0.1", "X-Forwarded-For: \r\n", "10.0.0.1"},
        // What cannot be read leaves the proxy that wrote it.
        {"10.0.0.1", "X-Forwarded-For: 192.0.2.1, unknown\r\n", "10.0.0.1"},
        {"10.0.0.1", "X-Forwarded-For: 192.0.2.1, 999.0.2.1\r\n", "10.0.0.1"},
        {"10.0.0.1", "X-Forwarded-For: 192.0.2.1, unknown, 10.0.0.2\r\n", "10.0.0.2"},
        {"10.0.0.1", "X-Forwarded-For: fe80::1%eth0\r\n", "10.0.0.1"},
        // Nobody else is believed, nor another header.
        {"192.0.2.7", "X-Forwarded-For: 192.0.2.1\r\n", "192.0.2.7"},
        {"11.0.0.1", "X-Forwarded-For: 192.0.2.1\r\n", "11.0.0.1"},
        {"", "X-Forwarded-For: 192.0.2.1\r\n", ""},
        {"10.0.0.1", "Forwarded: for=192.0.2.1\r\nX-Real-IP: 192.0.2.1\r\n", "10.0.0.1"},
    };
    for (forwarded_case const& each : cases)
        EXPECT_EQ(address_of(trusting({"10.0.0.0/8", "::1"}), each.peer, each.lines), each.address)
            << each.peer << ' ' << each.lines;
}

TEST(trusted_proxies, may_say_it_as_the_rfc_does) {
    auto const options = trusting({"10.0.0.1"}, client_header::forwarded);
    EXPECT_EQ(address_of(options, "10.0.0.1",
                         "Forwarded: for=\"[2001:db8::1]:80\";proto=https, for=10.0.0.1\r\n"),
              "2001:db8::1");
    EXPECT_EQ(address_of(options, "10.0.0.1", "Forwarded: for=192.0.2.1, for=_hidden\r\n"),
              "10.0.0.1");
    EXPECT_EQ(address_of(options, "10.0.0.1", "X-Forwarded-For: 192.0.2.1\r\n"), "10.0.0.1");
}

TEST(trusted_proxies, may_come_by_a_local_socket) {
    std::string_view const line = "X-Forwarded-For: 192.0.2.1\r\n";
    EXPECT_EQ(address_of(trusting({"local"}), "", line), "192.0.2.1");
    EXPECT_EQ(address_of(trusting({"local"}), "127.0.0.1", line), "127.0.0.1");
    EXPECT_EQ(address_of(trusting({"local"}), "", "X-Forwarded-For: x\r\n"), "");
}

TEST(trusted_proxies, are_named_by_their_networks) {
    constexpr std::string_view line = "X-Forwarded-For: 192.0.2.1\r\n";

    struct network_case {
        std::string_view network;
        std::string_view inside;
        std::string_view outside;
    };

    for (network_case const& each :
         {network_case{"10.1.2.3", "10.1.2.3", "10.1.2.4"},
          network_case{"10.1.2.128/25", "10.1.2.255", "10.1.2.127"},
          network_case{"10.1.0.0/16", "10.1.255.255", "10.2.0.0"},
          network_case{"0.0.0.0/0", "203.0.113.1", "2001:db8::1"},
          network_case{"2001:db8::/33", "2001:db8:7fff::1", "2001:db8:8000::1"},
          network_case{"2001:db8::1/128", "2001:db8::1", "2001:db8::2"}}) {
        auto const options = trusting({std::string(each.network)});
        EXPECT_EQ(address_of(options, each.inside, line), "192.0.2.1") << each.network;
        EXPECT_EQ(address_of(options, each.outside, line), each.outside) << each.network;
    }
}

TEST(trusted_proxies, are_addresses_and_networks) {
    for (std::string_view const wrong :
         {"", "nginx", "10.0.0", "10.0.0.256", "10.0.0.1/8", "10.0.0.0/33", "10.0.0.0/",
          "10.0.0.0/-1", "10.0.0.0/8x", "::/129", "::1/64", "fe80::1%eth0", "[::1]", "10.0.0.1:80",
          "Local", "*"})
        EXPECT_TRUE(validate(trusting({"10.0.0.1", std::string(wrong)}))) << wrong;
    EXPECT_TRUE(validate(trusting({})));
    EXPECT_FALSE(validate(trusting({"10.0.0.0/8", "10.0.0.1/32", "::/0", "fd00::/8", "local"})));
}

} // namespace
} // namespace socketiota::http
