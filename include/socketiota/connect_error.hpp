// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/error.hpp>
#include <socketiota/export.hpp>
#include <socketiota/value.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace socketiota {

/// How far a client came before it failed to connect.
enum class connect_stage : std::uint8_t {
    /// The name of the server could not be resolved.
    resolve,
    /// Nothing answers at its address.
    connect,
    /// The proxy cannot be reached, or does not lead to the server.
    proxy,
    /// The certificate is not trusted, or the other side speaks no TLS.
    tls,
    /// The server, or what stands in front of it, answered a request with no.
    http,
    /// What answered is no Engine.IO server, or broke its rules.
    engine,
    /// The namespace refused: it does not exist, or a middleware said no.
    nsp,
};

/// For example `tls`.
[[nodiscard]] SOCKETIOTA_EXPORT std::string_view to_string(connect_stage stage) noexcept;

/// Why a client, or one of its sockets, could not connect.
///
///     socket.on_connect_error([](sio::connect_error const& why) {
///         std::cerr << why.message << " (" << to_string(why.stage) << ")\n";
///     });
///
/// Where `client_socket::active` says no the client does not try again by itself: where the
/// namespace refused, and where the server speaks Socket.IO 2 and `client_options::revision` does
/// not say so. Source: `connect_error` of
/// socket.io-client.
struct connect_error {
    /// How far it came.
    connect_stage stage = connect_stage::connect;
    /// What the system or the library says: `operation_has_timed_out` if `client_options::timeout`
    /// has passed; no error where the namespace refused.
    error_code code{};
    /// Of the HTTP answer that said no, of the server or of a proxy; 0 if there was none.
    std::uint16_t http_status = 0;
    /// A sentence: of the server where it gave one.
    std::string message{};
    /// What a middleware of the server gave beside its message; null if nothing.
    value data{};
};

} // namespace socketiota
