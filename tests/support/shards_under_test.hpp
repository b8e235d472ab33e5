// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

namespace socketiota::test {

/// How many shards a server under test has: `SOCKETIOTA_SHARDS`, or 1.
inline std::size_t shards_under_test() {
    char const* const given = std::getenv("SOCKETIOTA_SHARDS"); // NOLINT: nobody sets it meanwhile
    return given == nullptr ? 1 : std::stoul(given);
}

/// In which order they go on, where that is chosen: `SOCKETIOTA_SEED`, or 1.
inline std::uint32_t seed_under_test() {
    char const* const given = std::getenv("SOCKETIOTA_SEED"); // NOLINT: likewise
    return given == nullptr ? 1 : static_cast<std::uint32_t>(std::stoul(given));
}

} // namespace socketiota::test
