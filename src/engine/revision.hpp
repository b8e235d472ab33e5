// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace socketiota::engine {

/// Revisions of Engine.IO, as far as requests name them.
enum class revision : std::uint8_t { three = 3, four = 4 };

} // namespace socketiota::engine
