// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <limits>

namespace socketiota {

/// The number of shards that means: as many as there are cores which the process may use, 1024 at
/// most.
///
///     sio::engine_server engine{{.shards = sio::every_core}};
inline constexpr std::size_t every_core = std::numeric_limits<std::size_t>::max() - 1;

} // namespace socketiota
