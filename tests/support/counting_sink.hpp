// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>

#include <base/metric_sink.hpp>

namespace socketiota::test {

/// Counts metrics.
class counting_sink final : public base::metric_sink {
public:
    void count(metric what) noexcept override { ++counts_[static_cast<std::size_t>(what)]; }

    [[nodiscard]] std::size_t operator[](metric what) const noexcept {
        return counts_[static_cast<std::size_t>(what)];
    }

private:
    std::array<std::size_t, metric_count> counts_{};
};

} // namespace socketiota::test
