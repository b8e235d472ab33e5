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

    /// Forgets the time asked for, so that an event loop is not kept running for it. A clock that a
    /// test moves keeps nothing running.
    virtual void rest() noexcept {}
};

} // namespace socketiota::loop
