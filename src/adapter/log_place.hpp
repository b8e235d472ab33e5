// SPDX-License-Identifier: MIT
#pragma once

#include <compare>
#include <cstdint>

namespace socketiota::adapter {

/// Where an event stands in the log of a cluster: what was sent later has a higher place.
struct log_place {
    std::uint64_t number = 0; // 0: it is not there

    /// Whether it is there.
    constexpr explicit operator bool() const noexcept { return number != 0; }

    friend constexpr auto operator<=>(log_place, log_place) noexcept = default;
};

} // namespace socketiota::adapter
