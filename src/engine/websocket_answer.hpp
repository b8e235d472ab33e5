// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <http/exchange.hpp>
#include <wire/request_head.hpp>

namespace socketiota::engine {

/// What is sent to a request to become a WebSocket.
struct websocket_answer {
    bool accepted = false;
    /// The whole answer; if refused, the connection closes behind it.
    std::string octets;
};

/// Judges the WebSocket handshake itself and makes the answer, byte for byte as the official
/// server's. `headers` (CORS) go with a 101.
///
/// @param subprotocol the one that is chosen, empty for none; without it the first one offered is,
/// as the official server does.
[[nodiscard]] websocket_answer
answer_websocket(wire::request_head const& request, http::header_list const& headers,
                 std::optional<std::string_view> subprotocol = std::nullopt);

/// A close frame without a code, as the official server closes.
[[nodiscard]] std::string empty_close_frame();

} // namespace socketiota::engine
