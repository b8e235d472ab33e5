// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>

namespace socketiota::clients {

/// How a proxy is asked to lead to a server.
enum class proxy_kind : std::uint8_t {
    /// By CONNECT (RFC 9110 9.3.6).
    http,
    /// By SOCKS 5 (RFC 1928), with the address of the server.
    socks5,
    /// The same with its name, which the proxy resolves.
    socks5_by_name,
};

/// A proxy, and who we are to it.
struct proxy {
    proxy_kind kind = proxy_kind::http;
    /// A name or an address, without brackets.
    std::string host{};
    std::uint16_t port = 0;
    /// Empty: no login.
    std::string user{};
    std::string password{};

    friend bool operator==(proxy const&, proxy const&) = default;
};

} // namespace socketiota::clients
