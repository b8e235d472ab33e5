// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include <support/http_server_peer.hpp>
#include <wire/websocket_handshake.hpp>

namespace socketiota::test {

/// Answers the request for a WebSocket that has come to a server; false if none has.
///
/// @param lines more headers, each with its end
/// @param behind octets behind the answer, in the same read
inline bool switch_protocols(http_server_peer& peer, std::string_view lines = {},
                             std::string_view behind = {}) {
    auto const request = peer.take_request();
    if (!request)
        return false;
    auto const accepts = wire::websocket_accept(request->header("Sec-WebSocket-Key"));
    std::string answer = "HTTP/1.1 101 Switching Protocols\r\n"
                         "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ";
    answer.append(accepts.data(), accepts.size()).append("\r\n").append(lines);
    peer.connection().send(answer.append("\r\n").append(behind));
    return true;
}

} // namespace socketiota::test
