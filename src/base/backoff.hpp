// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>

namespace socketiota::base {

/// How long to wait before the next attempt, after so many: twice as long each time, up to `most`,
/// and of that between half and all by `chance`, so that many who lost the same peer do not come
/// back at the same moment.
[[nodiscard]] inline std::chrono::milliseconds backoff(unsigned attempts,
                                                       std::chrono::milliseconds least,
                                                       std::chrono::milliseconds most,
                                                       std::uint32_t chance) noexcept {
    auto longest = least;
    for (unsigned each = 0; each < attempts && longest < most; ++each)
        longest *= 2;
    auto const half = std::min(longest, most) / 2;
    return half + std::chrono::milliseconds(chance % (half.count() + 1));
}

} // namespace socketiota::base
