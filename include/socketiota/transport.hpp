// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string_view>

namespace socketiota {

/// A way to carry Engine.IO packets; combine with `|`.
enum class transport : std::uint8_t {
    /// HTTP long-polling.
    polling = 1,
    /// WebSocket, from the start or after an upgrade.
    websocket = 2,
};

/// Both.
[[nodiscard]] constexpr transport operator|(transport left, transport right) noexcept {
    return static_cast<transport>(static_cast<unsigned>(left) | static_cast<unsigned>(right));
}

/// Node's name of one of them, `polling` or `websocket`; of several, that of the last.
[[nodiscard]] constexpr std::string_view to_string(transport which) noexcept {
    return (static_cast<unsigned>(which) & static_cast<unsigned>(transport::websocket)) != 0
               ? "websocket"
               : "polling";
}

} // namespace socketiota
