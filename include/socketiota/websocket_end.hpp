// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>

namespace socketiota {

/// How a WebSocket ended.
struct websocket_end {
    /// What the close frame of the other side says (RFC 6455 section 7.4), 1005 if it says nothing.
    /// What ours says if the other side broke a rule: 1002, 1007, 1008 or 1009. 1006 if it ended
    /// without a close frame, or has not ended.
    std::uint16_t code = 1006;
    /// A sentence: of the other side where it gave one.
    std::string reason{};
};

} // namespace socketiota
