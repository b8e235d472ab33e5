// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace socketiota::wire {

/// What a WebSocket frame carries (RFC 6455 5.2). All other values are reserved and refused.
enum class opcode : std::uint8_t {
    continuation = 0x0,
    text = 0x1,
    binary = 0x2,
    close = 0x8,
    ping = 0x9,
    pong = 0xA,
};

/// Which end of the connection reads: frames to a server are masked, frames to a client are not
/// (RFC 6455 5.1).
enum class websocket_role : std::uint8_t { server, client };

/// The four octets a client's content is combined with by exclusive or (RFC 6455 5.3).
using mask_key = std::array<std::byte, 4>;

} // namespace socketiota::wire
