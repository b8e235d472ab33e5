// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>

#include <wire/request_parser.hpp>

namespace socketiota::http {

/// How long a peer may take and how much it may send before it is a session.
struct http_options {
    wire::request_limits request{};

    /// From the first octet of a request to the end of its head; above: 408. As in Node.
    std::chrono::milliseconds head_timeout = std::chrono::seconds(60);

    /// From the head to the end of the body; above: 408. As in Node.
    std::chrono::milliseconds body_timeout = std::chrono::seconds(300);

    /// How long a connection without a request stays open. Node closes after 5 s, which makes a
    /// client that pauses between two requests run into a closing connection now and then.
    std::chrono::milliseconds idle_timeout = std::chrono::seconds(65);

    /// How long a peer may take none of what we send.
    std::chrono::milliseconds write_timeout = std::chrono::seconds(60);

    /// Octets of further requests kept while one is being answered; above, reading pauses.
    std::size_t most_pipelined = std::size_t{64} << 10;
};

} // namespace socketiota::http
