// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/detail/argument_list.hpp>
#include <socketiota/event.hpp>

#include <concepts>
#include <cstddef>
#include <string>
#include <string_view>
#include <type_traits>

namespace socketiota::detail {

/// Types that are strings and nothing else; what merely converts to one may have a codec of its
/// own.
template <class T>
inline constexpr bool is_text = false;

template <>
inline constexpr bool is_text<char const*> = true;

template <>
inline constexpr bool is_text<char*> = true;

template <std::size_t Size>
inline constexpr bool is_text<char[Size]> = true;

template <class Traits>
inline constexpr bool is_text<std::basic_string_view<char, Traits>> = true;

template <class Traits, class Allocator>
inline constexpr bool is_text<std::basic_string<char, Traits, Allocator>> = true;

template <class T>
inline constexpr bool is_plain_number = std::is_arithmetic_v<T> && !std::is_same_v<T, bool>;

/// Whether a `From` travels exactly as a `To` does, so that one may be written or read in place of
/// the other without a conversion: numbers have no width on the wire, and a wider number than the
/// other side takes is refused there instead of being cut here.
template <class From, class To>
[[nodiscard]] consteval bool travels_as() noexcept {
    if constexpr (std::is_same_v<From, To>)
        return true;
    else if constexpr (is_plain_number<From> && is_plain_number<To>)
        return !(std::is_floating_point_v<From> && std::is_integral_v<To>);
    else
        return is_text<From> && is_text<To>;
}

/// Whether a `From` may be given where a typed event says `To`: what `travels_as`, and what
/// converts implicitly, but no number or pointer that turns into a truth value by accident.
template <class From, class To>
[[nodiscard]] consteval bool fits() noexcept {
    if constexpr (travels_as<From, To>())
        return true;
    else if constexpr (std::is_arithmetic_v<To> || std::is_null_pointer_v<From>)
        return false;
    else
        return std::is_convertible_v<From const&, To>;
}

/// `fits` for each pair of two lists of the same length.
template <class From, class To>
inline constexpr bool all_fit = false;

template <class... From, class... To>
    requires(sizeof...(From) == sizeof...(To))
inline constexpr bool all_fit<type_list<From...>, type_list<To...>> = (fits<From, To>() && ...);

/// What is written for an argument of type `From` of an event that says `To`: the argument itself
/// if it travels the same way, else what it converts to.
template <class To, class From>
[[nodiscard]] decltype(auto) borrow_as(From const& argument) {
    if constexpr (travels_as<From, To>())
        return borrow(argument);
    else
        return static_cast<To>(argument);
}

} // namespace socketiota::detail
