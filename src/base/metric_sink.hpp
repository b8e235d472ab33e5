// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/metric.hpp>

namespace socketiota::base {

/// Who counts what happens. One per shard, so that counting needs no atomic.
class metric_sink {
public:
    virtual void count(metric what) noexcept = 0;

protected:
    ~metric_sink() = default;
};

} // namespace socketiota::base
