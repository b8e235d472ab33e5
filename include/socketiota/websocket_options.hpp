// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/deflate_options.hpp>
#include <socketiota/unlimited.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace socketiota {

/// How the WebSocket connections of one route behave.
struct websocket_options {
    /// Octets of one text or binary from the client, all its fragments together; more ends the
    /// connection with close code 1009, and so does one that comes slower than 16 KiB in 20 s, with
    /// 1008. At least 1.
    std::size_t max_payload = 1'000'000;

    /// Fragments of one text or binary; more ends the connection with close code 1008. At least 1.
    std::uint32_t max_fragments = 16'384;

    /// Octets of memory that may wait for one slow client before its connection is ended with close
    /// code 1008; a small text takes about 550. What one turn of the loop produces is offered to
    /// the client first: it may bring the client over the limit, where next to nothing more may
    /// wait. At least 1.
    std::size_t max_outbox_bytes = std::size_t{16} << 20;

    /// Connections of the route at a time; more are refused with 503. At least 1.
    std::size_t max_connections = 100'000;

    /// Time between two pings; a client from which nothing at all came from one to the next is
    /// taken for gone. At least 1 ms. `unlimited`: no pings, and a client that vanishes is noticed
    /// when writing fails.
    std::chrono::milliseconds ping_interval{25'000};

    /// Subprotocols that are spoken; the first one that the client offers and that is here is
    /// chosen. If there is none the connection begins without one.
    std::vector<std::string> subprotocols{};

    /// Compression (permessage-deflate); none: it is not offered.
    std::optional<deflate_options> per_message_deflate{};
};

} // namespace socketiota
