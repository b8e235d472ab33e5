// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/codec/structs.hpp>

#include <array>
#include <cstddef>
#include <span>
#include <string_view>
#include <type_traits>

namespace socketiota {

/// Whether a `T` looks into the arguments it was decoded from, which are valid during the
/// synchronous call only. Specialise it for a view of yours that has a codec.
template <class T>
inline constexpr bool is_view = false;

/// Looks into a text.
template <class Character, class Traits>
inline constexpr bool is_view<std::basic_string_view<Character, Traits>> = true;

/// Looks into a sequence.
template <class T, std::size_t Extent>
inline constexpr bool is_view<std::span<T, Extent>> = true;

/// Points at what may be gone.
template <class T>
inline constexpr bool is_view<T*> = true;

namespace detail {

/// Looks for a view in `T`; `Seen` are the types around it, because a struct may hold a vector of
/// itself.
template <class T, class... Seen>
[[nodiscard]] consteval bool find_view() noexcept;

template <class T>
struct parts_of {
    template <class... Seen>
    [[nodiscard]] static consteval bool have_view() noexcept {
        if constexpr (any_struct<T>) {
            return []<class... Member>(member_list<Member...>) {
                return (find_view<std::remove_cv_t<Member>, Seen..., T>() || ...);
            }(members_of<T>{});
        } else {
            return false;
        }
    }
};

/// Whatever holds other types, a container, optional, variant or tuple, holds a view if one of them
/// is a view.
template <template <class...> class Holder, class... Part>
    requires(!any_struct<Holder<Part...>>)

struct parts_of<Holder<Part...>> {
    template <class... Seen>
    [[nodiscard]] static consteval bool have_view() noexcept {
        return (find_view<std::remove_cv_t<Part>, Seen..., Holder<Part...>>() || ...);
    }
};

template <class T, std::size_t Size>
struct parts_of<std::array<T, Size>> {
    template <class... Seen>
    [[nodiscard]] static consteval bool have_view() noexcept {
        return find_view<T, Seen...>();
    }
};

template <class T, class... Seen>
consteval bool find_view() noexcept {
    if constexpr (is_view<T>)
        return true;
    else if constexpr ((std::is_same_v<T, Seen> || ...))
        return false;
    else
        return parts_of<T>::template have_view<Seen...>();
}

} // namespace detail

/// Whether a `T` is a view or holds one somewhere inside. Handlers that are coroutines take no such
/// parameters: the arguments are gone when they resume.
template <class T>
inline constexpr bool contains_view = detail::find_view<std::remove_cvref_t<T>>();

} // namespace socketiota
