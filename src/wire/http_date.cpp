// SPDX-License-Identifier: MIT
#include <array>
#include <ctime>

#include <wire/http_date.hpp>

namespace socketiota::wire {

std::string http_date(std::chrono::seconds time) {
    auto const seconds = static_cast<std::time_t>(time.count());
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    static constexpr std::array days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    // Not strftime's %a and %b, which follow the locale of the program, nor its %Y, which writes
    // years before 1000 with fewer digits.
    std::array<char, 32> text{};
    std::size_t const size =
        std::strftime(text.data(), text.size(), ", %d ... yyyy %H:%M:%S GMT", &parts);
    std::string date = days[static_cast<std::size_t>(parts.tm_wday)];
    date.append(text.data(), size);
    date.replace(8, 3, months[static_cast<std::size_t>(parts.tm_mon)]);
    int year = parts.tm_year + 1900;
    for (std::size_t digit = 15; digit >= 12; --digit, year /= 10)
        date[digit] = static_cast<char>('0' + year % 10);
    return date;
}

} // namespace socketiota::wire
