// SPDX-License-Identifier: MIT
#pragma once

#include "arguments.hpp"
#include "own_cost.hpp"

#include <chrono>
#include <cstdint>

namespace socketiota::bench {

/// Warm-up and measured phase of a run: operations flow on from one to the other.
class client_phases {
public:
    explicit client_phases(client_arguments const& given) : given_(given) {}

    /// Counts an operation that is complete. Returns whether there shall be more.
    bool complete() {
        if (++completed_ == given_.warmup) {
            begin_ = clock::now();
            cpu_begin_ = own_cpu_microseconds();
        }
        if (is_over_ || completed_ <= given_.warmup)
            return !is_over_;
        measured_ = completed_ - given_.warmup;
        seconds_ = std::chrono::duration<double>(clock::now() - begin_).count();
        is_over_ = measured_ == given_.operations || seconds_ > given_.seconds;
        if (is_over_)
            cpu_ = own_cpu_microseconds() - cpu_begin_;
        return !is_over_;
    }

    [[nodiscard]] std::uint64_t operations() const { return measured_; }

    [[nodiscard]] double seconds() const { return seconds_; }

    [[nodiscard]] double cpu_microseconds() const { return cpu_; }

private:
    using clock = std::chrono::steady_clock;

    client_arguments const& given_;
    std::uint64_t completed_ = 0;
    std::uint64_t measured_ = 0;
    clock::time_point begin_ = clock::now();
    double cpu_begin_ = own_cpu_microseconds();
    double seconds_ = 0;
    double cpu_ = 0;
    bool is_over_ = false;
};

} // namespace socketiota::bench
