// SPDX-License-Identifier: MIT
#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>

#include <value/json_number.hpp>
#include <value/json_scan.hpp>

namespace socketiota {
namespace {

/// Whether a number that no double holds is too large (and not too small).
///
/// Looks for the decimal place of the first digit that counts; a number outside the range of
/// doubles is hundreds of places from 1.
bool is_too_large(char const* at, char const* end) noexcept {
    if (*at == '-')
        ++at;
    std::int64_t place = 0;
    bool counts = false;
    bool in_fraction = false;
    for (; at != end && (*at | 0x20) != 'e'; ++at) {
        if (*at == '.') {
            in_fraction = true;
            continue;
        }
        counts = counts || *at != '0';
        if (!in_fraction && counts)
            ++place;
        else if (in_fraction && !counts)
            --place;
    }
    if (at == end)
        return place > 0;
    ++at;
    bool const is_negative = *at == '-';
    if (*at == '-' || *at == '+')
        ++at;
    // More places than any text has digits, and far from overflow.
    constexpr std::int64_t most = 1'000'000'000'000;
    std::int64_t exponent = 0;
    for (; at != end; ++at)
        exponent = std::min(exponent * 10 + (*at - '0'), most);
    return place + (is_negative ? -exponent : exponent) > 0;
}

double nearest_double(char const* begin, char const* end) noexcept {
    double number = 0;
    auto const outcome = std::from_chars(begin, end, number);
    if (outcome.ec == std::errc::result_out_of_range) {
        number = is_too_large(begin, end) ? std::numeric_limits<double>::infinity() : 0.0;
        return *begin == '-' ? -number : number;
    }
    return number;
}

/// Lays out `count` digits of which the first stands for 10^exponent.
char* lay_out(char* into, char const* digits, int count, int exponent) noexcept {
    auto const put = [&into](char const* from, int how_many) {
        std::memcpy(into, from, static_cast<std::size_t>(how_many));
        into += how_many;
    };
    auto const put_zeros = [&into](int how_many) {
        std::memset(into, '0', static_cast<std::size_t>(how_many));
        into += how_many;
    };
    // ECMA-262 calls this n: where the decimal point stands, counted from the first digit.
    int const point = exponent + 1;
    if (count <= point && point <= 21) {
        put(digits, count);
        put_zeros(point - count);
    } else if (0 < point && point <= 21) {
        put(digits, point);
        *into++ = '.';
        put(digits + point, count - point);
    } else if (-6 < point && point <= 0) {
        put("0.", 2);
        put_zeros(-point);
        put(digits, count);
    } else {
        *into++ = digits[0];
        if (count > 1) {
            *into++ = '.';
            put(digits + 1, count - 1);
        }
        *into++ = 'e';
        *into++ = exponent < 0 ? '-' : '+';
        into = std::to_chars(into, into + 3, std::abs(exponent)).ptr;
    }
    return into;
}

} // namespace

double json_number::as_double() const noexcept {
    switch (kind) {
    case value_kind::integer:
        return static_cast<double>(integer);
    case value_kind::unsigned_integer:
        return static_cast<double>(unsigned_integer);
    default:
        return floating;
    }
}

json_number read_json_number(char const*& at, char const* end) noexcept {
    char const* const begin = at;
    bool const is_negative = *at == '-';
    if (is_negative)
        ++at;
    char const* const digits = at;
    std::uint64_t magnitude = 0;
    // 19 digits always fit; of 20 digits those that begin with 1 may.
    while (at != end && is_json_digit(*at) && at - digits < 19)
        magnitude = magnitude * 10 + static_cast<std::uint64_t>(*at++ - '0');
    bool is_exact = true;
    if (at != end && is_json_digit(*at)) {
        auto const last = static_cast<std::uint64_t>(*at++ - '0');
        constexpr std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
        is_exact = magnitude < most / 10 || (magnitude == most / 10 && last <= most % 10);
        magnitude = magnitude * 10 + last;
        for (; at != end && is_json_digit(*at); ++at)
            is_exact = false;
    }
    while (at != end &&
           (is_json_digit(*at) || *at == '.' || *at == '+' || *at == '-' || (*at | 0x20) == 'e')) {
        is_exact = false;
        ++at;
    }
    json_number number;
    constexpr auto most_positive =
        static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    if (is_exact && !is_negative && magnitude <= most_positive) {
        number.integer = static_cast<std::int64_t>(magnitude);
    } else if (is_exact && !is_negative) {
        number.kind = value_kind::unsigned_integer;
        number.unsigned_integer = magnitude;
    } else if (is_exact && magnitude != 0 && magnitude <= most_positive + 1) {
        number.integer = static_cast<std::int64_t>(~magnitude + 1);
    } else {
        number.kind = value_kind::floating;
        number.floating = nearest_double(begin, at);
    }
    return number;
}

char* print_json_number(char* into, std::int64_t number) noexcept {
    return std::to_chars(into, into + max_number_length, number).ptr;
}

char* print_json_number(char* into, std::uint64_t number) noexcept {
    return std::to_chars(into, into + max_number_length, number).ptr;
}

char* print_json_number(char* into, double number) noexcept {
    if (!std::isfinite(number)) {
        std::memcpy(into, "null", 4);
        return into + 4;
    }
    // Whole numbers that a double holds exactly are most of all numbers; integers print faster.
    constexpr double exact = 9007199254740992.0;
    if (number > -exact && number < exact) {
        auto const whole = static_cast<std::int64_t>(number);
        if (static_cast<double>(whole) == number) // NOLINT: exactness is the question
            return print_json_number(into, whole);
    }
    if (number < 0) {
        *into++ = '-';
        number = -number;
    }
    // d.ddde[+-]dd: the shortest digits that read back as the same number, closest first.
    char scientific[32];
    char const* const end = std::to_chars(scientific, scientific + sizeof scientific, number,
                                          std::chars_format::scientific)
                                .ptr;
    char const* const e = std::find(static_cast<char const*>(scientific), end, 'e');
    int exponent = 0;
    std::from_chars(e + 2, end, exponent);
    if (e[1] == '-')
        exponent = -exponent;
    char digits[24];
    int count = 0;
    for (char const* each = scientific; each != e; ++each)
        if (*each != '.')
            digits[count++] = *each;
    return lay_out(into, digits, count, exponent);
}

} // namespace socketiota
