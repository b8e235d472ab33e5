// SPDX-License-Identifier: MIT
#pragma once

#include "latency_histogram.hpp"

#include <socketiota/value.hpp>

#include <chrono>
#include <cstddef>
#include <string>

namespace siota {

/// What a bench has measured so far.
struct bench_outcome {
    std::size_t connections = 0;
    std::size_t refused_connections = 0;
    std::size_t lost_connections = 0;
    std::size_t sent = 0;
    /// Could not be sent, or had no answer in time.
    std::size_t failed = 0;
    std::chrono::microseconds sending{0};
    /// From when a connection was due until its namespace was joined.
    latency_histogram connecting{};
    /// From when an event was due until its answer came: what a server that stalls makes wait
    /// counts in full, also for events that could only be sent late.
    latency_histogram answers{};
    /// From when an event was due until it was sent: if that is long, the bench is too slow itself.
    latency_histogram lateness{};
};

/// For people; ends with a line end.
[[nodiscard]] std::string report_of(bench_outcome const& outcome);

/// For programs; times in milliseconds.
[[nodiscard]] socketiota::value json_report_of(bench_outcome const& outcome);

/// While it runs, on one line.
[[nodiscard]] std::string progress_of(bench_outcome const& outcome, std::size_t connections);

} // namespace siota
