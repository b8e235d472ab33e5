// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/bytes.hpp>
#include <socketiota/codec.hpp>
#include <socketiota/detail/typed_event.hpp>

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace socketiota::detail {

/// How a deferred operation keeps an argument of type `T` until it is started: strings and binary
/// that it would only refer to are copied, everything else is copied or moved as it is.
template <class T>
struct owned_argument {
    using type = T;
};

template <class Traits>
struct owned_argument<std::basic_string_view<char, Traits>> {
    using type = std::string;
};

template <std::size_t Size>
struct owned_argument<char[Size]> {
    using type = std::string;
};

/// A null pointer is sent as null.
template <>
struct owned_argument<char const*> {
    using type = std::optional<std::string>;
};

template <>
struct owned_argument<char*> : owned_argument<char const*> {};

template <std::size_t Extent>
struct owned_argument<std::span<std::byte const, Extent>> {
    using type = bytes;
};

template <std::size_t Extent>
struct owned_argument<std::span<std::byte, Extent>> {
    using type = bytes;
};

template <class T>
using owned_argument_t = typename owned_argument<std::remove_cvref_t<T>>::type;

template <class T>
[[nodiscard]] owned_argument_t<T> own(T&& argument) {
    using plain = std::remove_cvref_t<T>;
    if constexpr (std::is_array_v<plain>)
        return std::string(borrow(argument));
    else if constexpr (std::is_same_v<plain, char const*> || std::is_same_v<plain, char*>)
        return argument == nullptr ? std::nullopt : std::optional<std::string>(argument);
    else
        return owned_argument_t<T>(std::forward<T>(argument));
}

/// The same for an argument of a typed event, converted to what the event says if needed.
template <class To, class T>
[[nodiscard]] auto own_as(T&& argument) {
    if constexpr (travels_as<std::remove_cvref_t<T>, To>())
        return own(std::forward<T>(argument));
    else
        return own(static_cast<To>(std::forward<T>(argument)));
}

} // namespace socketiota::detail
