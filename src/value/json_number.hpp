// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/reader.hpp>

#include <cstdint>
#include <string_view>

namespace socketiota {

/// A number of JSON text, in the narrowest of the three forms that keeps its meaning.
struct json_number {
    /// `integer`, `unsigned_integer` or `floating`: which of the members below is set.
    value_kind kind = value_kind::integer;
    std::int64_t integer = 0;
    std::uint64_t unsigned_integer = 0;
    double floating = 0;

    [[nodiscard]] double as_double() const noexcept;
};

/// Reads the number that begins at `at`, in text that is known to be valid, and moves `at` behind
/// it.
///
/// Whole numbers that 64 bits hold keep every digit; all others become the nearest double as in
/// JavaScript: `1e400` is infinite, `-0` is negative zero.
[[nodiscard]] json_number read_json_number(char const*& at, char const* end) noexcept;

/// The longest text `print_json_number` makes, `-2.2250738585072014e-308`.
inline constexpr std::size_t max_number_length = 25;

/// Prints `number` as JavaScript does (ECMA-262 Number::toString): the fewest digits that read back
/// as the same number, `1e+21`, `1e-7`, `0` for both zeros, `null` for NaN and infinities. Returns
/// the end of the text; there must be room for `max_number_length` characters.
[[nodiscard]] char* print_json_number(char* into, double number) noexcept;

/// Prints all digits.
[[nodiscard]] char* print_json_number(char* into, std::int64_t number) noexcept;
[[nodiscard]] char* print_json_number(char* into, std::uint64_t number) noexcept;

} // namespace socketiota
