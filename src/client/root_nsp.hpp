// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace socketiota::clients {

/// What a server of Socket.IO 2 has said of the namespace `/`, into which it lets each client
/// unasked when a session begins.
enum class root_nsp : std::uint8_t {
    /// Nothing yet.
    awaited,
    joined,
    /// It has refused, or one side has left again: now it has to be asked.
    left,
};

} // namespace socketiota::clients
