// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <concepts>
#include <limits>

namespace socketiota {

/// What `unlimited` is; it turns into whatever type a limit has.
struct unlimited_limit {
    /// The largest number, which no count of things reaches.
    template <std::unsigned_integral Number>
    constexpr operator Number() const noexcept {
        return std::numeric_limits<Number>::max();
    }

    /// The longest time, which counts as a hundred years.
    constexpr operator std::chrono::milliseconds() const noexcept {
        return std::chrono::milliseconds::max();
    }
};

/// The value that lifts a limit, whichever it is; in no option 0 means that.
///
///     sio::server io{{.connect_timeout = sio::unlimited, .max_rooms = sio::unlimited}};
inline constexpr unlimited_limit unlimited{};

} // namespace socketiota
