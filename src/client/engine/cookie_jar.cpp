// SPDX-License-Identifier: MIT
#include <algorithm>
#include <charconv>
#include <iomanip>
#include <locale>
#include <sstream>
#include <utility>

#include <client/engine/cookie_jar.hpp>

namespace socketiota::clients {

namespace {

std::string_view trimmed(std::string_view text) noexcept {
    constexpr std::string_view space = " \t";
    auto const first = text.find_first_not_of(space);
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(space) - first + 1);
}

/// Takes what stands before the next `at`.
std::string_view take_until(std::string_view& text, char at) noexcept {
    auto const end = text.find(at);
    std::string_view const taken = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    return trimmed(taken);
}

bool is_same(std::string_view name, std::string_view lower) noexcept {
    return std::ranges::equal(name, lower, [](char given, char wanted) {
        return (given >= 'A' && given <= 'Z' ? static_cast<char>(given - 'A' + 'a') : given) ==
               wanted;
    });
}

/// Of `Max-Age`: from now on; 0 and less is over.
std::optional<cookie_jar::time_point> end_of_age(std::string_view text,
                                                 cookie_jar::time_point now) noexcept {
    constexpr long longest_age = 400L * 24 * 3600; // as browsers have it
    long seconds = 0;
    auto const [end, failure] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (failure != std::errc() || end != text.data() + text.size())
        return std::nullopt;
    return now + std::chrono::seconds(std::clamp(seconds, 0L, longest_age));
}

/// Of `Expires`: `Sun, 06 Nov 1994 08:49:37 GMT`.
std::optional<cookie_jar::time_point> end_of_date(std::string_view text) {
    std::istringstream from{std::string(text)};
    from.imbue(std::locale::classic());
    std::tm read{};
    from >> std::get_time(&read, "%a, %d %b %Y %H:%M:%S");
    if (from.fail())
        return std::nullopt;
    using namespace std::chrono;
    year_month_day const date{year(read.tm_year + 1900),
                              month(static_cast<unsigned>(read.tm_mon) + 1),
                              day(static_cast<unsigned>(read.tm_mday))};
    if (!date.ok())
        return std::nullopt;
    return sys_days(date) + hours(read.tm_hour) + minutes(read.tm_min) + seconds(read.tm_sec);
}

/// What could end its header early never comes this far; what could end its pair does.
bool is_sound(std::string_view text) noexcept {
    return text.find_first_of(";,\" \t") == std::string_view::npos;
}

} // namespace

void cookie_jar::take(wire::http_head const& answer, time_point now) {
    for (wire::header_field const& each : answer.headers())
        if (is_same(each.name, "set-cookie"))
            set(each.value, now);
}

void cookie_jar::set(std::string_view text, time_point now) {
    std::string_view pair = take_until(text, ';');
    std::string_view const name = take_until(pair, '=');
    std::string_view const value = trimmed(pair);
    if (name.empty() || name.size() + value.size() > longest || !is_sound(name) || !is_sound(value))
        return;
    std::optional<time_point> by_date;
    std::optional<time_point> by_age; // counts before the other (RFC 6265 section 5.3)
    while (!text.empty()) {
        std::string_view attribute = take_until(text, ';');
        std::string_view const what = take_until(attribute, '=');
        if (is_same(what, "max-age"))
            by_age = end_of_age(trimmed(attribute), now);
        else if (is_same(what, "expires"))
            by_date = end_of_date(trimmed(attribute));
    }
    std::erase_if(cookies_, [name](cookie const& each) { return each.name == name; });
    cookies_.push_back({std::string(name), std::string(value), by_age ? by_age : by_date});
    forget_old(now);
    if (cookies_.size() > most)
        cookies_.pop_back();
}

void cookie_jar::forget_old(time_point now) {
    std::erase_if(cookies_, [now](cookie const& each) { return each.ends && *each.ends <= now; });
}

std::string cookie_jar::header(time_point now) {
    forget_old(now);
    std::string made;
    for (cookie const& each : cookies_) {
        if (!made.empty())
            made += "; ";
        made += each.name + '=' + each.value;
    }
    return made;
}

} // namespace socketiota::clients
