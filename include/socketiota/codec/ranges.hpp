// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/codec/customisation.hpp>

#include <concepts>
#include <cstddef>
#include <string_view>
#include <type_traits>
#include <utility>

namespace socketiota {
namespace detail {

template <class T>
concept counted_range = requires(T const& range) {
    typename T::value_type;
    range.begin() != range.end();
    { range.size() } -> std::convertible_to<std::size_t>;
}

&&!std::same_as<std::remove_cv_t<typename T::value_type>, T>;

/// `std::map`, `std::unordered_map` and what looks like them, with keys that are strings.
template <class T>
concept string_map = counted_range<T> &&
    requires(T& map, typename T::key_type const& key, typename T::mapped_type mapped) {
    { key } -> std::convertible_to<std::string_view>;
    map.insert_or_assign(key, std::move(mapped));
};

/// Whatever else has elements; a map whose keys are no strings has no form in JSON.
template <class T>
concept sequence = counted_range<T> && !requires {
    typename T::mapped_type;
};

} // namespace detail

/// `std::vector`, `std::deque`, `std::list`, `std::span` (to send), sets and the like: an array.
template <detail::sequence T>
struct codec<T> {
    using chosen_for = T;
    using element = std::remove_cv_t<typename T::value_type>;

    static void encode(writer& to, T const& from) requires encodable<element> {
        if (to.begin_array(from.size()))
            for (auto const& each : from)
                codec<element>::encode(to, static_cast<element const&>(each));
        to.end_array();
    }

    static bool decode(reader& from, T& into) requires decodable<element> &&(
        requires { into.push_back(std::declval<element>()); } ||
        requires { into.insert(std::declval<element>()); }) {
        into.clear();
        if (!from.enter_array())
            return false;
        while (from.next_element()) {
            element decoded{};
            if (!codec<element>::decode(from, decoded))
                return false;
            if constexpr (requires { into.push_back(std::move(decoded)); })
                into.push_back(std::move(decoded));
            else
                into.insert(std::move(decoded));
        }
        return !from.failed();
    }

    static constexpr bool accepts(value_kind kind) noexcept { return kind == value_kind::array; }
};

/// Maps with string keys: an object. Of a key that comes twice the last one counts, as in
/// JavaScript.
template <detail::string_map T>
struct codec<T> {
    using chosen_for = T;
    using key_type = typename T::key_type;
    using mapped_type = typename T::mapped_type;

    static void encode(writer& to, T const& from) requires encodable<mapped_type> {
        if (to.begin_object(from.size())) {
            for (auto const& [key, mapped] : from) {
                to.write_key(key);
                codec<mapped_type>::encode(to, mapped);
            }
        }
        to.end_object();
    }

    static bool decode(reader& from, T& into) requires decodable<mapped_type> &&
        std::constructible_from<key_type, std::string_view> {
        into.clear();
        if (!from.enter_object())
            return false;
        std::string_view key;
        while (from.next_key(key)) {
            mapped_type mapped{};
            if (!codec<mapped_type>::decode(from, mapped))
                return false;
            into.insert_or_assign(key_type(key), std::move(mapped));
        }
        return !from.failed();
    }

    static constexpr bool accepts(value_kind kind) noexcept { return kind == value_kind::object; }
};

} // namespace socketiota
