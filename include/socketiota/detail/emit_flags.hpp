// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <optional>

namespace socketiota::detail {

/// What `volatile_()`, `compress()` and `timeout()` have set for the emits of one handle.
struct emit_flags {
    /// Dropped while earlier output is on its way.
    bool is_volatile = false;
    /// Whether the event may be compressed; unset: as the connection decides.
    std::optional<bool> compress{};
    /// How long to wait for an answer; unset: until the socket disconnects.
    std::optional<std::chrono::milliseconds> timeout{};
};

} // namespace socketiota::detail
