// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/metric.hpp>

#include <utility>

#include <base/metric_sink.hpp>
#include <cluster/mover.hpp>

namespace socketiota::cluster {

/// How it stands with what a mover moves messages through; each change is counted.
///
/// Not thread safe.
class mover_state {
public:
    [[nodiscard]] mover::state now() const noexcept { return now_; }

    void become(mover::state next, base::metric_sink& metrics) noexcept {
        if (std::exchange(now_, next) != next)
            metrics.count(metric_of(next));
    }

private:
    mover::state now_ = mover::state::degraded; // it begins
};

} // namespace socketiota::cluster
