// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace socketiota::wire {

/// Revisions of Engine.IO, as far as requests name them.
enum class engine_revision : std::uint8_t { three = 3, four = 4 };

} // namespace socketiota::wire
