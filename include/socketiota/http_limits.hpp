// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/unlimited.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace socketiota {

/// How much time and memory a peer may take with HTTP: with every request, also with one that
/// becomes a WebSocket, until then.
///
///     sio::server io{{.http = {.head_timeout = 10s}}};
///
/// Errors: a value that cannot be is `invalid_option`, thrown by the constructor of the server.
struct http_limits {
    /// Octets of the request line and the headers; more is answered with 431, or 414 if the request
    /// line is what is too long. More than 100 header lines are 431 as well, however short (Node:
    /// `maxHeadersCount`, which leaves the others out). At least 1. Node: `maxHeaderSize`.
    std::uint32_t max_head_size = 16 * 1024;

    /// How long a head may take from its first octet on, and a fresh connection until it has sent a
    /// head; then 408, or the end if nothing came. At least 1 ms. Node: `headersTimeout`.
    std::chrono::milliseconds head_timeout{60'000};

    /// How long a body may take; then 408. At least 1 ms. Node: `requestTimeout`.
    std::chrono::milliseconds body_timeout{300'000};

    /// How long a connection stays open without a request. At least 1 ms. Node: `keepAliveTimeout`,
    /// 5 s there, which makes a client that pauses run into a closing connection now and then.
    std::chrono::milliseconds keep_alive_timeout{65'000};

    /// How long a peer may take nothing of an answer; then its connection is closed. At least 1 ms.
    std::chrono::milliseconds write_timeout{60'000};

    /// Octets that a peer must take in a second, on the whole, once an answer has waited for
    /// `write_timeout`: an answer of `n` octets is taken within `write_timeout + n / min_read_rate`
    /// seconds, or the connection is closed. It is a least value, so 0 lifts it: any rate will do.
    std::size_t min_read_rate = 1024;
};

} // namespace socketiota
