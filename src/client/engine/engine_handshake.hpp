// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace socketiota::clients {

/// What a server says when it opens a session.
struct engine_handshake {
    std::string sid{};
    std::chrono::milliseconds ping_interval{};
    std::chrono::milliseconds ping_timeout{};
    /// Octets that it takes in one packet or delivery; 0: it has not said.
    std::size_t max_payload = 0;
    bool offers_websocket = false;
};

/// Reads the data of an open packet; nothing if it is none that a session can be kept with: no sid
/// that could stand in a url, or no times that can be waited for.
[[nodiscard]] std::optional<engine_handshake> read_handshake(std::string_view json);

} // namespace socketiota::clients
