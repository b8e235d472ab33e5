// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <loop/dialler.hpp>
#include <websocket/shared_deflate.hpp>

namespace socketiota::clients {

/// Where WebSockets lead, and what they are to be.
struct opening_settings {
    loop::destination where{};
    /// Of `Host`.
    std::string authority{};
    /// Of the program, with every request.
    std::vector<std::pair<std::string, std::string>> headers{};
    std::vector<std::string> subprotocols{};
    /// Octets of an answer or of a WebSocket message.
    std::size_t max_message_size = std::size_t{100} << 20;
    std::shared_ptr<websocket::shared_deflate> deflate{}; // null: not offered
};

} // namespace socketiota::clients
