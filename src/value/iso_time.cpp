// SPDX-License-Identifier: MIT
#include <socketiota/codec/times.hpp>

#include <cstddef>

#include <value/iso_time.hpp>

namespace socketiota::detail {
namespace {

/// What ECMA-262 21.4.1.1 lets a Date hold on either side of 1970.
constexpr std::int64_t most_milliseconds = 8'640'000'000'000'000;
constexpr std::int64_t milliseconds_of_day = 86'400'000;
constexpr std::string_view wanted = "a time like 2026-01-31T12:00:00.000Z";

struct civil_date {
    std::int64_t year;
    unsigned month;
    unsigned day;
};

// The two conversions reckon in eras of 400 years, which are all 146097 days long, and in years
// that begin in March, so that a leap day is the last of its year. std::chrono has the same, for
// years up to 32767 only.
constexpr std::int64_t days_of_era = 146'097;
/// From the first of March of the year 0 to 1970.
constexpr std::int64_t days_to_1970 = 719'468;

constexpr std::int64_t floor_division(std::int64_t dividend, std::int64_t divisor) noexcept {
    return dividend / divisor - (dividend % divisor < 0 ? 1 : 0);
}

constexpr std::int64_t days_since_1970(civil_date const& date) noexcept {
    std::int64_t const year = date.month <= 2 ? date.year - 1 : date.year;
    std::int64_t const era = floor_division(year, 400);
    std::int64_t const year_of_era = year - era * 400;
    std::int64_t const month = date.month > 2 ? date.month - 3 : date.month + 9;
    std::int64_t const day_of_year = (153 * month + 2) / 5 + date.day - 1;
    return era * days_of_era + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 +
           day_of_year - days_to_1970;
}

constexpr civil_date date_of(std::int64_t days) noexcept {
    std::int64_t const shifted = days + days_to_1970;
    std::int64_t const era = floor_division(shifted, days_of_era);
    std::int64_t const day_of_era = shifted - era * days_of_era;
    std::int64_t const year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    std::int64_t const day_of_year =
        day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    std::int64_t const month = (5 * day_of_year + 2) / 153;
    auto const day = static_cast<unsigned>(day_of_year - (153 * month + 2) / 5 + 1);
    auto const civil_month = static_cast<unsigned>(month < 10 ? month + 3 : month - 9);
    return {year_of_era + era * 400 + (civil_month <= 2 ? 1 : 0), civil_month, day};
}

static_assert(days_since_1970({1970, 1, 1}) == 0 && date_of(0).year == 1970);

/// Appends the parts of the text one after the other.
class printing {
public:
    explicit printing(printed_time& into) noexcept : into_(into) {}

    void put(char character) noexcept { into_.text[into_.size++] = character; }

    void number(std::int64_t value, std::size_t digits) noexcept {
        for (std::size_t left = digits; left != 0; --left) {
            into_.text[into_.size + left - 1] = static_cast<char>('0' + value % 10);
            value /= 10;
        }
        into_.size += digits;
    }

private:
    printed_time& into_;
};

class parsing {
public:
    explicit parsing(std::string_view text) noexcept : text_(text) {}

    /// The whole text was as expected.
    [[nodiscard]] bool is_done() const noexcept { return is_good_ && text_.empty(); }

    [[nodiscard]] bool is_next(char character) const noexcept {
        return !text_.empty() && text_.front() == character;
    }

    void expect(char character) noexcept {
        is_good_ = is_good_ && is_next(character);
        text_.remove_prefix(text_.empty() ? 0 : 1);
    }

    [[nodiscard]] std::int64_t number(std::size_t digits, std::int64_t least,
                                      std::int64_t most) noexcept {
        std::int64_t value = 0;
        for (; digits != 0 && !text_.empty(); --digits, text_.remove_prefix(1)) {
            is_good_ = is_good_ && text_.front() >= '0' && text_.front() <= '9';
            value = value * 10 + (text_.front() - '0');
        }
        is_good_ = is_good_ && digits == 0 && value >= least && value <= most;
        return value;
    }

    [[nodiscard]] std::int64_t year() noexcept {
        bool const is_negative = is_next('-');
        if (!is_negative && !is_next('+'))
            return number(4, 0, 9999);
        expect(is_negative ? '-' : '+');
        // There is no year -0, and the years that four digits hold are not written with six.
        std::int64_t const year = number(6, is_negative ? 1 : 10'000, 999'999);
        return is_negative ? -year : year;
    }

private:
    std::string_view text_;
    bool is_good_ = true;
};

bool parse_time(std::string_view text, std::int64_t& since_1970) noexcept {
    parsing from(text);
    civil_date date{};
    date.year = from.year();
    from.expect('-');
    date.month = static_cast<unsigned>(from.number(2, 1, 12));
    from.expect('-');
    date.day = static_cast<unsigned>(from.number(2, 1, 31));
    from.expect('T');
    std::int64_t time = from.number(2, 0, 23);
    from.expect(':');
    time = time * 60 + from.number(2, 0, 59);
    from.expect(':');
    time = time * 60 + from.number(2, 0, 59);
    from.expect('.');
    time = time * 1000 + from.number(3, 0, 999);
    from.expect('Z');
    if (!from.is_done())
        return false;
    std::int64_t const days = days_since_1970(date);
    since_1970 = days * milliseconds_of_day + time;
    // The 31st of a shorter month is a day of the next one.
    return date_of(days).day == date.day && since_1970 >= -most_milliseconds &&
           since_1970 <= most_milliseconds;
}

} // namespace

printed_time print_time(std::int64_t since_1970) noexcept {
    printed_time printed;
    if (since_1970 < -most_milliseconds || since_1970 > most_milliseconds)
        return printed;
    std::int64_t const days = floor_division(since_1970, milliseconds_of_day);
    std::int64_t const time = since_1970 - days * milliseconds_of_day;
    civil_date const date = date_of(days);
    printing into(printed);
    if (date.year < 0 || date.year > 9999) {
        into.put(date.year < 0 ? '-' : '+');
        into.number(date.year < 0 ? -date.year : date.year, 6);
    } else {
        into.number(date.year, 4);
    }
    into.put('-');
    into.number(date.month, 2);
    into.put('-');
    into.number(date.day, 2);
    into.put('T');
    into.number(time / 3'600'000, 2);
    into.put(':');
    into.number(time / 60'000 % 60, 2);
    into.put(':');
    into.number(time / 1000 % 60, 2);
    into.put('.');
    into.number(time % 1000, 3);
    into.put('Z');
    return printed;
}

void encode_time(writer& to, std::int64_t since_1970) {
    printed_time const printed = print_time(since_1970);
    if (printed.size == 0)
        to.write_null();
    else
        to.write_string(printed.view());
}

bool decode_time(reader& from, std::int64_t& since_1970) {
    std::string_view text;
    if (!from.read_string(text))
        return false;
    return parse_time(text, since_1970) || from.fail(error::arguments_do_not_fit, wanted);
}

} // namespace socketiota::detail
