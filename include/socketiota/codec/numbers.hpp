// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/codec/customisation.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <type_traits>
#include <variant>

namespace socketiota {
namespace detail {

/// Integers that mean numbers: characters and booleans are not among them.
template <class T>
concept whole_number =
    std::integral<T> && !std::same_as<T, bool> && !std::same_as<T, char> &&
    !std::same_as<T, wchar_t> && !std::same_as<T, char8_t> && !std::same_as<T, char16_t> &&
    !std::same_as<T, char32_t> && sizeof(T) <= sizeof(std::uint64_t);

} // namespace detail

template <>
struct codec<bool> {
    static void encode(writer& to, bool from) { to.write_bool(from); }

    static bool decode(reader& from, bool& into) { return from.read_bool(into); }

    static constexpr bool accepts(value_kind kind) noexcept { return kind == value_kind::boolean; }
};

/// Numbers without fraction. A number that `T` cannot hold is `number_out_of_range`, one with a
/// fraction is `arguments_do_not_fit`; `2.0` and `2e0` are the number 2, as in JavaScript.
template <detail::whole_number T>
struct codec<T> {
    using widest = std::conditional_t<std::is_signed_v<T>, std::int64_t, std::uint64_t>;

    static void encode(writer& to, T from) {
        if constexpr (std::is_signed_v<T>)
            to.write_int64(from);
        else
            to.write_uint64(from);
    }

    static bool decode(reader& from, T& into) {
        widest number{};
        if constexpr (std::is_signed_v<T>) {
            if (!from.read_int64(number))
                return false;
        } else if (!from.read_uint64(number)) {
            return false;
        }
        if constexpr (sizeof(T) < sizeof(widest)) {
            if (number < widest{std::numeric_limits<T>::min()} ||
                number > widest{std::numeric_limits<T>::max()})
                return from.fail(error::number_out_of_range);
        }
        into = static_cast<T>(number);
        return true;
    }

    /// In a `std::variant<int, double>`, what has a fraction or an exponent, or is larger than any
    /// whole number of that sign, becomes the double.
    static constexpr bool accepts(value_kind kind) noexcept {
        return kind == value_kind::integer ||
               (kind == value_kind::unsigned_integer && sizeof(T) == sizeof(widest) &&
                std::is_unsigned_v<T>);
    }
};

/// Numbers. NaN and infinities travel as null in JSON, so they do not come back.
template <std::floating_point T>
struct codec<T> {
    static void encode(writer& to, T from) { to.write_double(static_cast<double>(from)); }

    static bool decode(reader& from, T& into) {
        double number{};
        if (!from.read_double(number))
            return false;
        into = static_cast<T>(number);
        return true;
    }

    static constexpr bool accepts(value_kind kind) noexcept { return is_number(kind); }
};

/// Enumerations travel as their number; whether a number names an enumerator is not checked.
/// Specialise `codec` to send names instead.
template <class T>
    requires(std::is_enum_v<T> && !std::same_as<T, std::byte> &&
             detail::whole_number<std::underlying_type_t<T>>)

struct codec<T> {
    using chosen_for = T;
    using number_codec = codec<std::underlying_type_t<T>>;

    static void encode(writer& to, T from) {
        number_codec::encode(to, static_cast<std::underlying_type_t<T>>(from));
    }

    static bool decode(reader& from, T& into) {
        std::underlying_type_t<T> number{};
        if (!number_codec::decode(from, number))
            return false;
        into = static_cast<T>(number);
        return true;
    }

    static constexpr bool accepts(value_kind kind) noexcept { return number_codec::accepts(kind); }
};

template <>
struct codec<std::nullptr_t> {
    static void encode(writer& to, std::nullptr_t) { to.write_null(); }

    static bool decode(reader& from, std::nullptr_t&) { return from.read_null(); }

    static constexpr bool accepts(value_kind kind) noexcept { return kind == value_kind::null; }
};

/// Null, so that a `std::variant` may begin with "nothing".
template <>
struct codec<std::monostate> {
    static void encode(writer& to, std::monostate) { to.write_null(); }

    static bool decode(reader& from, std::monostate&) { return from.read_null(); }

    static constexpr bool accepts(value_kind kind) noexcept { return kind == value_kind::null; }
};

} // namespace socketiota
