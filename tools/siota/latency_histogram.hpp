// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace siota {

/// How often something took how long, to within a hundredth of the time, in a memory that does not
/// grow: a range from one power of two to the next has 128 buckets, the shortest are of 1 us.
class latency_histogram {
public:
    using duration = std::chrono::microseconds;

    /// So often it took more than the bucket before, and at most that long.
    struct bucket {
        duration up_to;
        std::uint64_t count;
    };

    /// Longer than an hour counts as an hour, less than nothing as nothing.
    void add(duration took);

    [[nodiscard]] std::uint64_t count() const noexcept { return count_; }

    [[nodiscard]] duration min() const noexcept { return min_; }

    [[nodiscard]] duration max() const noexcept { return max_; }

    [[nodiscard]] duration mean() const noexcept;

    /// What so many of them took at most: 0 to 1.
    [[nodiscard]] duration quantile(double share) const noexcept;

    /// Those that are not empty, in powers of two.
    [[nodiscard]] std::vector<bucket> by_powers_of_two() const;

private:
    std::vector<std::uint64_t> counts_{};
    std::uint64_t count_ = 0;
    std::uint64_t sum_ = 0;
    duration min_{0};
    duration max_{0};
};

} // namespace siota
