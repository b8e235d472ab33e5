// SPDX-License-Identifier: MIT
#pragma once

#include <base/timer_wheel.hpp>

namespace socketiota::loop {

/// Where a shard gets the time from and who wakes it: the event loop, or a test by hand, so that
/// whole sessions are tested without waiting.
class clock {
public:
    virtual ~clock() = default;

    [[nodiscard]] virtual base::time_point now() const noexcept = 0;

    /// Asks for `shard::advance` at `when`, instead of at any time asked for before.
    virtual void wake_at(base::time_point when) = 0;
};

} // namespace socketiota::loop
