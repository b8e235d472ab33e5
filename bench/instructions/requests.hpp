// SPDX-License-Identifier: MIT
#pragma once

#include "peer.hpp"

#include <string>
#include <string_view>

namespace socketiota::bench {

using namespace std::string_view_literals;

// Below 64 octets, from where on unmasking depends on the processor.
inline constexpr std::string_view event = R"(42["echo","0123456789abcdef0123456789abcdef"])";
inline constexpr std::string_view question = R"(420["echo","0123456789abcdef0123456789abcdef"])";
inline constexpr std::string_view answer = R"(430["0123456789abcdef0123456789abcdef"])";

// The same in msgpack.
inline constexpr std::string_view msgpack_connect = "\x82\xa4type\0\xa3nsp\xa1/"sv;
inline constexpr std::string_view msgpack_question = "\x84\xa4type\x02\xa4"
                                                     "data\x92\xa4"
                                                     "echo\xb4"
                                                     "0123456789abcdef0123\xa2id\0\xa3nsp\xa1/"sv;
inline constexpr std::string_view msgpack_answer = "\x84\xa2id\0\xa4type\x03\xa4"
                                                   "data\x91\xb4"
                                                   "0123456789abcdef0123\xa3nsp\xa1/"sv;

// The headers of Chromium, as far as a server may look at them.
inline constexpr std::string_view upgrade =
    "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: localhost:3000\r\n"
    "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
    "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n"
    "User-Agent: Mozilla/5.0 (X11; Linux x86_64)\r\nAccept-Encoding: gzip, deflate, br\r\n"
    "Accept-Language: en-US,en;q=0.9\r\nOrigin: http://localhost:3000\r\n\r\n";

/// How the server sends a text, or with another `head` something else, below 126 octets.
inline std::string frame_of(std::string_view content, char head = '\x81') {
    std::string frame(1, head);
    frame += static_cast<char>(content.size());
    return frame.append(content);
}

/// Joins the namespace `/` by WebSocket.
inline void join(peer& client) {
    client.send(upgrade);
    client.take("}"); // the open packet, behind the head that ends the upgrade
    client.send_frame("40");
    client.take("}");
}

} // namespace socketiota::bench
