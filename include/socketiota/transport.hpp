// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

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

} // namespace socketiota
