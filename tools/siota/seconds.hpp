// SPDX-License-Identifier: MIT
#pragma once

#include "command.hpp"

#include <chrono>
#include <string>

namespace siota {

/// As an option gives them. Throws `misuse` below 0, and where an answer would take a year.
[[nodiscard]] inline std::chrono::milliseconds milliseconds_of(double seconds, char const* option) {
    constexpr double a_year = 365.0 * 24 * 3600;
    if (!(seconds >= 0 && seconds <= a_year))
        throw misuse(std::string(option) + " is a number of seconds, 0 or more");
    return std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::duration<double>(seconds));
}

} // namespace siota
