// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/export.hpp>

#include <cstdint>
#include <string_view>

namespace socketiota {

/// Why a socket disconnected, at either end. `to_string` gives the text that Node's `disconnect`
/// event gives. What is said of the client is, in a client, said of the server.
enum class disconnect_reason : std::uint8_t {
    /// The connection broke, or the client broke the rules of the transport.
    transport_error,
    /// The client closed the connection.
    transport_close,
    /// The connection was closed because of an invalid Socket.IO packet.
    forced_close,
    /// The client did not answer a heartbeat in time.
    ping_timeout,
    /// The client sent an invalid Engine.IO packet.
    parse_error,
    /// The server was closed.
    server_shutting_down,
    /// The client joined no namespace in time, or broke the rules of the protocol.
    forced_server_close,
    /// The client left the namespace.
    client_namespace_disconnect,
    /// `socket::disconnect` was called.
    server_namespace_disconnect,
    /// Of a client: the server took it out of the namespace. It does not come back by itself.
    io_server_disconnect,
    /// Of a client: `client_socket::disconnect` or `client::close` was called.
    io_client_disconnect,
};

/// For example `transport close`.
[[nodiscard]] SOCKETIOTA_EXPORT std::string_view to_string(disconnect_reason reason) noexcept;

} // namespace socketiota
