// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/reader.hpp>

#include <cmath>
#include <cstdint>
#include <limits>

#include <value/json_number.hpp>

namespace socketiota {

// How numbers of any form become whole ones: the same for each encoding.

/// The double just behind the largest 64-bit number; these two are exact.
inline constexpr double behind_int64 = 9223372036854775808.0;
inline constexpr double behind_uint64 = 18446744073709551616.0;

/// Fails unless `number` is whole and at least `least` and below `behind`.
[[nodiscard]] inline bool is_whole_within(reader& from, double number, double least,
                                          double behind) noexcept {
    if (std::isnan(number) || (std::isfinite(number) && std::trunc(number) != number))
        return from.fail_unless(detail::whole_numbers);
    return (number >= least && number < behind) || from.fail(error::number_out_of_range);
}

[[nodiscard]] inline bool to_int64(reader& from, json_number const& number,
                                   std::int64_t& into) noexcept {
    switch (number.kind) {
    case value_kind::integer:
        into = number.integer;
        return true;
    case value_kind::unsigned_integer:
        return from.fail(error::number_out_of_range);
    default:
        if (!is_whole_within(from, number.floating, -behind_int64, behind_int64))
            return false;
        into = static_cast<std::int64_t>(number.floating);
        return true;
    }
}

[[nodiscard]] inline bool to_uint64(reader& from, json_number const& number,
                                    std::uint64_t& into) noexcept {
    switch (number.kind) {
    case value_kind::integer:
        if (number.integer < 0)
            return from.fail(error::number_out_of_range);
        into = static_cast<std::uint64_t>(number.integer);
        return true;
    case value_kind::unsigned_integer:
        into = number.unsigned_integer;
        return true;
    default:
        if (!is_whole_within(from, number.floating, 0, behind_uint64))
            return false;
        into = static_cast<std::uint64_t>(number.floating);
        return true;
    }
}

} // namespace socketiota
