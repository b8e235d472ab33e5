// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace socketiota {

/// Which header a reverse proxy says in from where a request came.
enum class client_header : std::uint8_t {
    x_forwarded_for, ///< `X-Forwarded-For: 192.0.2.1, 10.0.0.2`.
    forwarded,       ///< `Forwarded: for=192.0.2.1` (RFC 7239).
};

/// Reverse proxies whose word is taken for the address of a client.
///
///     sio::server io{{.proxies = sio::proxy_options{.trusted = {"127.0.0.1", "10.0.0.0/8"}}}};
///     sio::server tcp{{.proxies = sio::proxy_options{.proxy_protocol = {"127.0.0.1"}}}};
///
/// Proxies of HTTP say it in a header of each request, those of TCP in front of each connection.
/// Where both stand in a row, the header of a request counts if the address that its connection has
/// by the PROXY protocol is trusted.
///
/// Errors: what is no address and no network, and two empty lists, are `invalid_option`, thrown by
/// the constructor of the server.
struct proxy_options {
    /// Addresses and networks of proxies of HTTP, IPv4 and IPv6: `10.0.0.1`, `10.0.0.0/8`,
    /// `fd00::/8`; and `local` for whoever comes by `listen_local`.
    ///
    /// The header is read from its end, where the last proxy wrote, past all that are trusted: the
    /// first address that is not is the client's. It counts only in requests that come from a
    /// trusted peer, and what cannot be read in it says nothing: the address is then that of the
    /// proxy that wrote it.
    std::vector<std::string> trusted{};
    /// The one header that they write; others are not looked at, because clients may send them.
    client_header header = client_header::x_forwarded_for;
    /// Peers, named as in `trusted`, whose connections begin with a header of the PROXY protocol,
    /// version 1 or 2, in front of TLS where there is TLS. It has 10 s and 4096 octets.
    ///
    /// Such a peer that sends anything else is closed: on a port without TLS with status 400. The
    /// metric `bad_proxy_header` counts it. From anybody else such a header is no HTTP. Connections
    /// given to `serve_connection` begin with HTTP.
    std::vector<std::string> proxy_protocol{};
};

} // namespace socketiota
