// SPDX-License-Identifier: MIT
#include "phases.hpp"

#include <algorithm>
#include <cstddef>

namespace socketiota::bench {

phases::phases(const options& chosen) : chosen_(&chosen), meter_(chosen.pid) {
    latencies_.reserve(std::min<std::uint64_t>(chosen.operations, 4'000'000) + 4096);
}

void phases::begin() {
    since_begin_.restart();
    since_progress_.restart();
    if (chosen_->warmup_operations == 0)
        begin_measuring();
}

void phases::begin_measuring() {
    stage_ = stage::measuring;
    completed_ = 0;
    since_begin_.restart();
    cpu_begin_ = meter_.cpu_nanoseconds();
}

void phases::end_measuring() {
    const auto cpu_end = meter_.cpu_nanoseconds();
    measured_seconds_ = std::chrono::duration<double>(since_begin_.elapsed()).count();
    measured_operations_ = completed_;
    if (cpu_end)
        cpu_used_ = *cpu_end - *cpu_begin_;
    stage_ = stage::draining;
}

void phases::complete(std::uint64_t operations) {
    completed_ += operations;
    progress_ += operations;
    if (stage_ == stage::warming && completed_ >= chosen_->warmup_operations)
        begin_measuring();
    else if (stage_ == stage::measuring && completed_ >= chosen_->operations)
        end_measuring();
}

void phases::check_time() {
    if (seen_progress_ != progress_) {
        seen_progress_ = progress_;
        since_progress_.restart();
    }
    if (stage_ == stage::draining || completed_ == 0 ||
        since_begin_.elapsed() < seconds_to_duration(chosen_->seconds))
        return;
    if (stage_ == stage::warming)
        begin_measuring();
    else
        end_measuring();
}

bool phases::stalled() const {
    return since_progress_.elapsed() > seconds_to_duration(chosen_->patience);
}

double phases::latency_microseconds(double quantile) {
    if (latencies_.empty())
        return 0;
    const auto at = static_cast<std::size_t>(static_cast<double>(latencies_.size() - 1) * quantile);
    const auto position = latencies_.begin() + static_cast<std::ptrdiff_t>(at);
    std::nth_element(latencies_.begin(), position, latencies_.end());
    return static_cast<double>(*position) / 1000;
}

void phases::describe(report& line) {
    const auto operations = static_cast<double>(measured_operations_);
    std::optional<double> cpu_per_operation;
    if (cpu_used_)
        cpu_per_operation = static_cast<double>(*cpu_used_) / 1000 / operations;
    line.add_count("operations", measured_operations_)
        .add_number("seconds", measured_seconds_)
        .add_number("operations_per_second", operations / measured_seconds_)
        .add_number("server_cpu_us_per_op", cpu_per_operation)
        .add_number("p50_us", latency_microseconds(0.5))
        .add_number("p99_us", latency_microseconds(0.99));
}

} // namespace socketiota::bench
