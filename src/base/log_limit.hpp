// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/log.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>

#include <base/timer_wheel.hpp>

namespace socketiota::base {

/// Lets so many lines of each category pass in a second and counts those that are left out: a
/// client that does the same wrong thing for ever must neither fill a disk nor hide what others do.
///
/// Not thread safe.
class log_limit {
public:
    static constexpr auto length = std::chrono::seconds(1);

    /// What was left out of one category.
    struct omission {
        log_category category;
        log_level level; // of the line that mattered most
        std::uint64_t lines;
    };

    /// `lines_per_second`: at least 1.
    explicit log_limit(std::size_t lines_per_second) noexcept : most_(lines_per_second) {}

    /// Whether a line may be written. One that may not is counted.
    [[nodiscard]] bool admit(log_category category, log_level level, time_point now) noexcept;

    /// Forgets and returns what was left out of `category`, if its second is over.
    [[nodiscard]] std::optional<omission> take(log_category category, time_point now) noexcept;

    /// When the first second is over in which something was left out; none: nothing was.
    [[nodiscard]] std::optional<time_point> next() const noexcept;

private:
    struct window {
        time_point ends{};
        std::size_t written = 0;
        std::uint64_t left_out = 0;
        log_level level = log_level::notice;
    };

    std::size_t most_;
    std::array<window, log_category_count> windows_{};
};

} // namespace socketiota::base
