// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/codec/parameters.hpp>

#include <array>
#include <cstddef>
#include <span>
#include <string_view>
#include <tuple>
#include <utility>

namespace socketiota {

/// An array, decoded like an argument list: see `decode_arguments`.
template <class... T>
struct codec<std::tuple<T...>> {
    using chosen_for = std::tuple<T...>;

    static void encode(writer& to, std::tuple<T...> const& from) requires(encodable<T>&&...) {
        if (to.begin_array(sizeof...(T)))
            std::apply([&to](T const&... element) { encode_arguments(to, element...); }, from);
        to.end_array();
    }

    static bool decode(reader& from, std::tuple<T...>& into) requires(decodable<T>&&...) {
        return from.enter_array() &&
               std::apply([&from](T&... element) { return decode_arguments(from, element...); },
                          into);
    }

    static constexpr bool accepts(value_kind kind) noexcept { return kind == value_kind::array; }
};

/// An array of two.
template <class First, class Second>
struct codec<std::pair<First, Second>> {
    using chosen_for = std::pair<First, Second>;

    static void
    encode(writer& to,
           std::pair<First, Second> const& from) requires(encodable<First>&& encodable<Second>) {
        if (to.begin_array(2))
            encode_arguments(to, from.first, from.second);
        to.end_array();
    }

    static bool
    decode(reader& from,
           std::pair<First, Second>& into) requires(decodable<First>&& decodable<Second>) {
        return from.enter_array() && decode_arguments(from, into.first, into.second);
    }

    static constexpr bool accepts(value_kind kind) noexcept { return kind == value_kind::array; }
};

/// An array of exactly `Size` elements.
template <class T, std::size_t Size>
struct codec<std::array<T, Size>> {
    using chosen_for = std::array<T, Size>;

    static void encode(writer& to, std::array<T, Size> const& from) requires encodable<T> {
        if (to.begin_array(Size))
            for (T const& element : from)
                codec<T>::encode(to, element);
        to.end_array();
    }

    static bool decode(reader& from, std::array<T, Size>& into) requires decodable<T> {
        if (!from.enter_array())
            return false;
        for (T& element : into)
            if (!from.next_element() || !codec<T>::decode(from, element))
                return from.fail(error::arguments_do_not_fit, other_size);
        return !from.next_element() || from.fail(error::arguments_do_not_fit, other_size);
    }

    static constexpr bool accepts(value_kind kind) noexcept { return kind == value_kind::array; }

private:
    static constexpr std::string_view other_size = "an array with another number of elements";
};

/// Binary of exactly `Size` octets, copied.
template <std::size_t Size>
struct codec<std::array<std::byte, Size>> {
    static void encode(writer& to, std::array<std::byte, Size> const& from) {
        to.write_bytes(bytes(std::span<std::byte const>(from)));
    }

    static bool decode(reader& from, std::array<std::byte, Size>& into) {
        std::span<std::byte const> view;
        if (!from.read_bytes(view))
            return false;
        if (view.size() != Size)
            return from.fail(error::arguments_do_not_fit, "binary of another size");
        for (std::size_t index = 0; index != Size; ++index)
            into[index] = view[index];
        return true;
    }

    static constexpr bool accepts(value_kind kind) noexcept { return kind == value_kind::bytes; }
};

} // namespace socketiota
