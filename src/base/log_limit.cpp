// SPDX-License-Identifier: MIT
#include <algorithm>
#include <utility>

#include <base/log_limit.hpp>

namespace socketiota::base {

bool log_limit::admit(log_category category, log_level level, time_point now) noexcept {
    window& current = windows_[static_cast<std::size_t>(category)];
    if (now >= current.ends) {
        current.ends = now + length;
        current.written = 0;
    }
    if (current.written < most_) {
        ++current.written;
        return true;
    }
    ++current.left_out;
    current.level = std::max(current.level, level);
    return false;
}

std::optional<log_limit::omission> log_limit::take(log_category category, time_point now) noexcept {
    window& current = windows_[static_cast<std::size_t>(category)];
    if (current.left_out == 0 || now < current.ends)
        return std::nullopt;
    return omission{category, std::exchange(current.level, log_level::notice),
                    std::exchange(current.left_out, 0)};
}

std::optional<time_point> log_limit::next() const noexcept {
    std::optional<time_point> first;
    for (window const& each : windows_)
        if (each.left_out > 0 && (!first || each.ends < *first))
            first = each.ends;
    return first;
}

} // namespace socketiota::base
