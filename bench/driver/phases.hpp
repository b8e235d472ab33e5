// SPDX-License-Identifier: MIT
#pragma once

#include "options.hpp"
#include "process_meter.hpp"
#include "report.hpp"
#include "stopwatch.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace socketiota::bench {

/// Warm-up, measured phase and drain of a run.
///
/// Operations flow on without a pause from one to the next, so the measured phase begins and ends
/// with a full pipeline; what is under way at its end is still verified, but no longer measured.
class phases {
public:
    explicit phases(const options& chosen);

    /// Begins the warm-up.
    void begin();

    /// Whether new operations shall begin. False once the measured phase is over.
    bool sending() const { return stage_ != stage::draining; }

    /// Says that operations are complete and verified.
    void complete(std::uint64_t operations);

    /// Records how long one operation took.
    void sample(std::uint64_t nanoseconds) {
        if (stage_ == stage::measuring)
            latencies_.push_back(nanoseconds);
    }

    /// Ends a phase whose time is over; called once per loop turn.
    void check_time();

    /// Whether nothing became complete for longer than the patience.
    bool stalled() const;

    /// Adds what was measured. Call after the drain.
    void describe(report& line);

private:
    enum class stage { warming, measuring, draining };

    void begin_measuring();
    void end_measuring();
    double latency_microseconds(double quantile);

    const options* chosen_;
    process_meter meter_;
    stage stage_ = stage::warming;
    std::uint64_t completed_ = 0; // in this stage
    stopwatch since_begin_;       // of this stage
    stopwatch since_progress_;
    std::uint64_t seen_progress_ = 0;
    std::uint64_t progress_ = 0;
    std::optional<std::uint64_t> cpu_begin_;
    std::optional<std::uint64_t> cpu_used_;
    std::uint64_t measured_operations_ = 0;
    double measured_seconds_ = 0;
    std::vector<std::uint64_t> latencies_;
};

} // namespace socketiota::bench
