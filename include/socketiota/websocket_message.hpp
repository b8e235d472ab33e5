// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <span>
#include <string>

namespace socketiota {

/// A text or a binary that came over a WebSocket.
///
///     sio::websocket_message const message = co_await peer.async_receive();
///     if (message.is_text) std::cout << message.content << '\n';
struct websocket_message {
    /// Whether it is a text, which is UTF-8, or a binary.
    bool is_text = true;
    /// Its characters, or its octets.
    std::string content{};

    /// The content of a binary. The span lives as long as `content`, and while that is not changed.
    [[nodiscard]] std::span<std::byte const> octets() const noexcept {
        return std::as_bytes(std::span(content));
    }
};

} // namespace socketiota
