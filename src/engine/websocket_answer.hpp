// SPDX-License-Identifier: MIT
#pragma once

#include <string>

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
[[nodiscard]] websocket_answer answer_websocket(wire::request_head const& request,
                                                http::header_list const& headers);

/// A close frame without a code, as the official server closes.
[[nodiscard]] std::string empty_close_frame();

} // namespace socketiota::engine
