// SPDX-License-Identifier: MIT
#include "latency_histogram.hpp"

#include <algorithm>
#include <bit>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace siota {
namespace {

constexpr unsigned fine_bits = 7;
constexpr std::uint64_t fine = 1U << fine_bits;
constexpr std::uint64_t longest = 3'600'000'000;

/// Times below 2 * `fine` have a bucket each; above, one for each `fine`th of their power of two.
constexpr std::size_t index_of(std::uint64_t time) noexcept {
    unsigned const width = static_cast<unsigned>(std::bit_width(time));
    unsigned const shift = width > fine_bits + 1 ? width - fine_bits - 1 : 0;
    return shift * fine + (time >> shift);
}

/// The longest time of a bucket.
constexpr std::uint64_t last_of(std::size_t index) noexcept {
    if (index < 2 * fine)
        return index;
    std::size_t const shift = index / fine - 1;
    return ((index - shift * fine + 1) << shift) - 1;
}

static_assert(index_of(255) == 255 && index_of(256) == 256 && last_of(256) == 257);

} // namespace

void latency_histogram::add(duration took) {
    auto const time = static_cast<std::uint64_t>(
        std::clamp<std::int64_t>(took.count(), 0, static_cast<std::int64_t>(longest)));
    if (counts_.empty())
        counts_.resize(index_of(longest) + 1);
    ++counts_[index_of(time)];
    duration const counted(static_cast<std::int64_t>(time));
    min_ = count_ == 0 ? counted : std::min(min_, counted);
    max_ = std::max(max_, counted);
    sum_ += time;
    ++count_;
}

latency_histogram::duration latency_histogram::mean() const noexcept {
    return duration(static_cast<std::int64_t>(count_ == 0 ? 0 : sum_ / count_));
}

latency_histogram::duration latency_histogram::quantile(double share) const noexcept {
    auto const wanted = static_cast<std::uint64_t>(
        std::ceil(std::clamp(share, 0.0, 1.0) * static_cast<double>(count_)));
    std::uint64_t seen = 0;
    for (std::size_t index = 0; index != counts_.size(); ++index) {
        seen += counts_[index];
        if (seen >= wanted && counts_[index] != 0)
            return std::min(duration(static_cast<std::int64_t>(last_of(index))), max_);
    }
    return max_;
}

std::vector<latency_histogram::bucket> latency_histogram::by_powers_of_two() const {
    std::vector<bucket> made;
    for (std::size_t index = 0; index != counts_.size(); ++index) {
        if (counts_[index] == 0)
            continue;
        duration const up_to(static_cast<std::int64_t>(std::bit_ceil(last_of(index))));
        if (made.empty() || made.back().up_to != up_to)
            made.push_back({up_to, 0});
        made.back().count += counts_[index];
    }
    return made;
}

} // namespace siota
