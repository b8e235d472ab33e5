// SPDX-License-Identifier: MIT
//
// The rows of docs/design/bounds.md about what a proxy makes a client hold.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <string>

#include <client/proxy/connect_tunnel.hpp>
#include <client/proxy/socks5_tunnel.hpp>
#include <support/failing_heap.hpp>

namespace socketiota::clients {
namespace {

namespace failing_heap = test::failing_heap;

/// Has a proxy say `octets` until it is refused, which it has to be, and says what was held.
std::size_t most_held(tunnel& asked, std::string const& first, std::string const& octets) {
    static_cast<void>(asked.begin());
    std::size_t const before = failing_heap::octets();
    std::size_t most = 0;
    for (auto step = asked.step(first); step.type == tunnel_step::kind::need_more;
         step = asked.step(octets))
        most = std::max(most, failing_heap::octets() - before);
    return most;
}

TEST(proxy_memory, of_an_answer_of_http_that_does_not_end) {
    connect_tunnel asked({.host = "proxy"}, "chat.example", 443);
    EXPECT_LE(most_held(asked, "HTTP/1.1 200 OK\r\n", "X: " + std::string(1000, 'x') + "\r\n"),
              40'000U);
}

TEST(proxy_memory, of_a_reply_of_socks_that_does_not_end) {
    socks5_tunnel asked({.host = "proxy"}, "chat.example", 443);
    EXPECT_LE(most_held(asked, std::string("\5", 1), "\xFF"), 1000U);

    socks5_tunnel granted({.host = "proxy"}, "chat.example", 443);
    static_cast<void>(granted.begin());
    ASSERT_EQ(granted.step(std::string("\5\0", 2)).type, tunnel_step::kind::send);
    EXPECT_LE(most_held(granted, std::string("\5\0\0\3\xFF", 5), std::string(300, 'n')), 1000U);
}

} // namespace
} // namespace socketiota::clients
