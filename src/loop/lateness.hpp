// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <chrono>
#include <utility>

#include <base/timer_wheel.hpp>

namespace socketiota::loop {

/// How late a loop comes to its deadlines, and so to whatever happens: it was busy that long.
///
/// Not thread safe: one per shard.
class lateness {
public:
    /// The worst is remembered for one to two of these: what happens between two scrapes is seen.
    static constexpr auto window = std::chrono::seconds(30);

    void note(base::time_point now, base::duration late) noexcept {
        latest_ = std::max(late, base::duration::zero());
        turn_window(now);
        worst_ = std::max(worst_, latest_);
    }

    [[nodiscard]] base::duration latest() const noexcept { return latest_; }

    [[nodiscard]] base::duration worst(base::time_point now) noexcept {
        turn_window(now);
        return std::max(worst_, worst_before_);
    }

private:
    void turn_window(base::time_point now) noexcept {
        if (now < ends_)
            return;
        worst_before_ = now - ends_ < window ? worst_ : base::duration::zero();
        worst_ = base::duration::zero();
        ends_ = now + window;
    }

    base::duration latest_{};
    base::duration worst_{};        // in the window that ends then
    base::duration worst_before_{}; // in the one before
    base::time_point ends_{};
};

} // namespace socketiota::loop
