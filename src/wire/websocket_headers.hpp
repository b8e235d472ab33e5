// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace socketiota::wire {

// The headers of the WebSocket handshake (RFC 6455 11.3).
inline constexpr std::string_view key_header = "Sec-WebSocket-Key";
inline constexpr std::string_view accept_header = "Sec-WebSocket-Accept";
inline constexpr std::string_view version_header = "Sec-WebSocket-Version";
inline constexpr std::string_view protocol_header = "Sec-WebSocket-Protocol";
inline constexpr std::string_view extensions_header = "Sec-WebSocket-Extensions";

} // namespace socketiota::wire
