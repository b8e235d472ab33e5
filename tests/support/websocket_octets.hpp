// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cassert>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace socketiota::test {

/// The headers of a sound WebSocket handshake (the example of RFC 6455 section 1.3).
inline constexpr std::array<std::pair<std::string_view, std::string_view>, 4> upgrade_fields{
    {{"Upgrade", "websocket"},
     {"Connection", "Upgrade"},
     {"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="},
     {"Sec-WebSocket-Version", "13"}}};

/// The head of a request that asks for a WebSocket, with `more` lines of its own.
inline std::string upgrade_request(std::string_view target, std::string_view more = {}) {
    std::string head("GET ");
    head.append(target).append(" HTTP/1.1\r\nHost: localhost\r\n");
    for (auto const& [name, value] : upgrade_fields)
        head.append(name).append(": ").append(value).append("\r\n");
    return head.append(more).append("\r\n");
}

/// The target of a WebSocket of Engine.IO 4.
inline std::string engine_target(std::string_view path) {
    return std::string(path) + "?EIO=4&transport=websocket";
}

/// A frame of at most 125 octets, masked with zeros. `first` holds its opcode: 0x81 is a whole
/// text.
inline std::string masked_frame(std::uint8_t first, std::string_view content) {
    assert(content.size() <= 125);
    std::string frame(1, static_cast<char>(first));
    frame += static_cast<char>(0x80U | content.size());
    return frame.append(4, '\0').append(content);
}

} // namespace socketiota::test
