// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/error.hpp>

#include <cstdint>
#include <string>

namespace socketiota {

/// What a client knows of a disconnect beside its `disconnect_reason`; nothing where one of the two
/// sides had it leave the namespace.
///
///     socket.on_disconnect([](sio::disconnect_reason why, sio::disconnect_details const& more) {
///         std::cerr << to_string(why) << ' ' << more.close_code << ' ' << more.message << '\n';
///     });
///
/// Source: the second argument of `disconnect` of socket.io-client.
struct disconnect_details {
    /// What the system or the library says.
    error_code code{};
    /// Of the HTTP answer that said no; 0 if there was none.
    std::uint16_t http_status = 0;
    /// What the close frame of the server's WebSocket says (RFC 6455 section 7.4), 1005 if it says
    /// nothing; 0 if there was none.
    std::uint16_t close_code = 0;
    /// A sentence: of the server where it gave one. Empty if there is none.
    std::string message{};
};

} // namespace socketiota
