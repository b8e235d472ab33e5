// SPDX-License-Identifier: MIT
#include <socketiota/log.hpp>

#include <array>
#include <chrono>
#include <cstdio>
#include <string>

#include <base/log_text.hpp>
#include <base/standard_error.hpp>

namespace socketiota {
namespace {

/// As RFC 3339 writes it, in UTC with milliseconds.
std::string text_of(std::chrono::system_clock::time_point time) {
    using namespace std::chrono;
    auto const day = floor<days>(time);
    year_month_day const date(day);
    hh_mm_ss const clock(floor<milliseconds>(time - day));
    std::array<char, 64> text{};
    int const length = std::snprintf(
        text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ",
        static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
        static_cast<unsigned>(date.day()), static_cast<int>(clock.hours().count()),
        static_cast<int>(clock.minutes().count()), static_cast<int>(clock.seconds().count()),
        static_cast<int>(clock.subseconds().count()));
    return {text.data(), static_cast<std::size_t>(length)};
}

} // namespace

void log_to_standard_error(log_entry const& entry) {
    std::string line = text_of(entry.time);
    line.append(" socketiota ").append(to_string(entry.level)).append(" ");
    line.append(to_string(entry.category)).append(": ");
    // Text of the server has no control characters and is short; that of a program may be anything.
    for (char const character : entry.text.substr(0, base::longest_log_text))
        line += static_cast<unsigned char>(character) < 0x20 || character == 0x7f ? '?' : character;
    line += '\n';
    base::write_to_standard_error(line);
}

} // namespace socketiota
