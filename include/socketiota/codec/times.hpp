// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/codec/customisation.hpp>
#include <socketiota/error.hpp>
#include <socketiota/export.hpp>
#include <socketiota/typescript_type.hpp>

#include <chrono>
#include <cstdint>
#include <string_view>

namespace socketiota {
namespace detail {

/// Writes a time as JavaScript's `Date.toJSON` does; null if no `Date` holds it.
///
/// `since_1970`: milliseconds.
SOCKETIOTA_EXPORT void encode_time(writer& to, std::int64_t since_1970);

/// Reads what `Date.toJSON` writes, into milliseconds since 1970.
[[nodiscard]] SOCKETIOTA_EXPORT bool decode_time(reader& from, std::int64_t& since_1970);

} // namespace detail

/// Times of the system clock travel as a `Date` of JavaScript does: a text like
/// `2026-01-31T12:00:00.000Z`, in UTC and in whole milliseconds (rounded down), the years before 0
/// and after 9999 with a sign and six digits. A time that no `Date` can hold, more than 100 million
/// days from 1970, becomes null.
///
/// What `Date.toJSON` writes is decoded, and nothing else. A time that `Duration` cannot hold is
/// `number_out_of_range`: with the nanoseconds of `system_clock::time_point`, from 1677 to 2262.
template <class Duration>
struct codec<std::chrono::time_point<std::chrono::system_clock, Duration>> {
    using time_point = std::chrono::time_point<std::chrono::system_clock, Duration>;

    static void encode(writer& to, time_point from) {
        // Two steps, because neither unit need hold the whole range of the other.
        auto const seconds = std::chrono::floor<std::chrono::seconds>(from.time_since_epoch());
        auto const rest =
            std::chrono::floor<std::chrono::milliseconds>(from.time_since_epoch() - seconds);
        constexpr std::int64_t most = 8'640'000'000'001;
        std::int64_t const whole = seconds.count() > most    ? most
                                   : seconds.count() < -most ? -most
                                                             : seconds.count();
        detail::encode_time(to, whole * 1000 + rest.count());
    }

    static bool decode(reader& from, time_point& into) {
        std::int64_t since_1970 = 0;
        if (!detail::decode_time(from, since_1970))
            return false;
        using milliseconds = std::chrono::duration<double, std::milli>;
        auto const wide = static_cast<double>(since_1970);
        if (wide < milliseconds(Duration::min()).count() ||
            wide > milliseconds(Duration::max()).count())
            return from.fail(error::number_out_of_range);
        into =
            time_point(std::chrono::duration_cast<Duration>(std::chrono::milliseconds(since_1970)));
        return true;
    }

    static constexpr bool accepts(value_kind kind) noexcept { return kind == value_kind::string; }
};

/// A text, of which `new Date(text)` is the time.
template <class Duration>
struct typescript_type<std::chrono::time_point<std::chrono::system_clock, Duration>> {
    /// What it is in TypeScript.
    static constexpr std::string_view name = "string";
};

} // namespace socketiota
