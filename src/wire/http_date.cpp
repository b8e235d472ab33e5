// SPDX-License-Identifier: MIT
#include <array>
#include <cstdint>

#include <wire/http_date.hpp>

namespace socketiota::wire {

namespace {

void append_number(std::string& to, std::int64_t number, int digits) {
    std::size_t const begin = to.size();
    to.append(static_cast<std::size_t>(digits), '0');
    for (std::size_t at = to.size(); at-- != begin; number /= 10)
        to[at] = static_cast<char>('0' + number % 10);
}

} // namespace

// By the calendar of the library: `gmtime_r` is not on all systems, and `strftime` writes names in
// the locale of the program and years before 1000 with fewer digits.
std::string http_date(std::chrono::seconds time) {
    using namespace std::chrono;
    static constexpr std::array names_of_days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static constexpr std::array names_of_months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    sys_seconds const at(time);
    sys_days const day = floor<days>(at);
    year_month_day const date(day);
    hh_mm_ss const clock(at - day);
    std::string text = names_of_days[weekday(day).c_encoding()];
    text += ", ";
    append_number(text, unsigned{date.day()}, 2);
    text.append(" ").append(names_of_months[unsigned{date.month()} - 1]).append(" ");
    append_number(text, int{date.year()}, 4);
    text += ' ';
    append_number(text, clock.hours().count(), 2);
    text += ':';
    append_number(text, clock.minutes().count(), 2);
    text += ':';
    append_number(text, clock.seconds().count(), 2);
    return text += " GMT";
}

} // namespace socketiota::wire
