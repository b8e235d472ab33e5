// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace socketiota {

/// Revisions of Engine.IO: the number that requests name as `EIO`.
enum class engine_revision : std::uint8_t {
    /// Of Socket.IO 2 and before.
    three = 3,
    /// Of Socket.IO 3 and 4.
    four = 4,
};

} // namespace socketiota
