// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/deflate_options.hpp>
#include <socketiota/tls_client_options.hpp>
#include <socketiota/unlimited.hpp>

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace socketiota {

/// How a `websocket_client` connects, and what it takes. What is called as in `client_options` is
/// the same.
///
///     sio::websocket_client_options options{.subprotocols = {"chat.v2", "chat.v1"}};
///     options.headers.emplace_back("Authorization", "Bearer " + token);
///
/// Limits: a time below 0, a subprotocol that is no token or comes twice, a header that could end
/// its line early, and a proxy that cannot be used are `invalid_option`, thrown where the options
/// are taken.
struct websocket_client_options {
    /// What is added to the headers of the request.
    std::vector<std::pair<std::string, std::string>> headers{};

    /// Subprotocols that are offered, the preferred first. The server has to choose one of them;
    /// none: it may not choose.
    std::vector<std::string> subprotocols{};

    /// How long connecting may take until the WebSocket is open; 0: for ever.
    std::chrono::milliseconds timeout{20'000};

    /// How long closing may take: to send what waits, and until the server has answered the close
    /// frame; 0: for ever.
    std::chrono::milliseconds close_timeout{30'000};

    /// Time between two pings; a server of which nothing at all came from one to the next is taken
    /// for gone. At least 1 ms. `unlimited`: no pings, and a server that vanishes is noticed when
    /// writing fails.
    std::chrono::milliseconds ping_interval{25'000};

    /// How TLS is spoken, if the url is `wss` or `https`.
    tls_client_options tls{};

    /// The proxy that leads to the server, as `client_options::proxy`; empty: none.
    std::string proxy{};

    /// Whether it goes by the proxy that the environment names, as
    /// `client_options::proxy_from_environment`.
    bool proxy_from_environment = false;

    /// A Unix domain socket where the server listens, as `client_options::local_path`; empty: none.
    std::string local_path{};

    /// Compression (permessage-deflate), which the server is offered; none: it is not.
    std::optional<deflate_options> per_message_deflate = deflate_options{};

    /// Octets of one text or binary of the server, all its fragments together; more ends the
    /// connection with close code 1009. At least 1.
    std::size_t max_message_size = std::size_t{100} << 20;

    /// Octets of memory that may wait to be sent; a small text takes about 550. More is refused
    /// with `too_much_unsent`. At least 1.
    std::size_t max_buffered = std::size_t{64} << 20;
};

} // namespace socketiota
