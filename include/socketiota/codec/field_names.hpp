// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

/// How a plain struct is taken apart without a line of description: how many members it has is
/// found by trying braces, the members by structured bindings, their names in the text that the
/// compiler has for a pointer to the member. g++ 12 and clang++ 14 and later do all three.
namespace socketiota::detail {

// The conversions have a body, because a constructor may be instantiated that calls it, never to
// run. The constructors make them no aggregates: an aggregate is a struct with a codec, so that a
// member of type `value`, which is made of whatever can be encoded, would be initialised in two
// ways.

/// Converts to any type but the struct itself, which would hide that its members are meant.
template <class Struct>
struct any_member {
    any_member() = default;

    template <class T>
        requires(!std::is_same_v<T, Struct>)

    operator T() const noexcept { __builtin_unreachable(); }
};

/// Converts to base classes of the struct only.
template <class Struct>
struct any_base {
    any_base() = default;

    template <class T>
        requires(!std::is_same_v<T, Struct> && std::is_base_of_v<T, Struct>)

    operator T() const noexcept { __builtin_unreachable(); }
};

/// Base classes are initialised before the members, and structured bindings do not look into them.
template <class T>
concept has_base_class = requires {
    T{any_base<T>{}};
};

inline constexpr std::size_t max_fields = 32;

/// How many initialisers fit between the braces of a `T`; `max_fields` + 1 if more do than can be
/// bound.
template <class T, class... Members>
[[nodiscard]] consteval std::size_t count_fields() noexcept {
    constexpr bool one_more = requires { T{Members{}..., any_member<T>{}}; };
    // What has a member without default constructor needs at least the initialisers up to it.
    constexpr bool enough = requires { T{Members{}...}; };
    if constexpr (sizeof...(Members) <= max_fields && (one_more || !enough))
        return count_fields<T, Members..., any_member<T>>();
    else
        return sizeof...(Members);
}

/// The same type for each index, to be repeated by a pack.
template <class T, std::size_t>
using any_member_at = any_member<T>;

/// Whether the initialiser at an index belongs to an array `U[N]`, whose elements are initialised
/// as if they were members. Braces around two initialisers tell: an array then takes them all, so
/// that `After` are too many.
template <class T, std::size_t... Before, std::size_t... After>
[[nodiscard]] consteval bool is_array_at(std::index_sequence<Before...>,
                                         std::index_sequence<After...>) noexcept {
    using any = any_member<T>;
    return requires { T{any_member_at<T, Before>{}..., {any{}, any{}}}; }
    &&!requires { T{any_member_at<T, Before>{}..., {any{}, any{}}, any_member_at<T, After>{}...}; };
}

/// Whether the `Count` initialisers of a `T` are its members, and structured bindings do for them.
template <class T, std::size_t Count>
[[nodiscard]] consteval bool can_bind() noexcept {
    if constexpr (Count > max_fields) {
        return false;
    } else {
        return []<std::size_t... Index>(std::index_sequence<Index...>) {
            return (!is_array_at<T>(std::make_index_sequence<Index>{},
                                    std::make_index_sequence<Count - Index - 1>{}) &&
                    ...);
        }
        (std::make_index_sequence<Count>{});
    }
}

/// Calls `use` with the members of `object`, in order. No tuple of them, which the compiler would
/// have to make, with its accessors, for each struct.
template <std::size_t Count, class T, class F>
constexpr decltype(auto) with_fields(T& object, F const& use) {
    // clang-format off
    if constexpr (Count == 0) {
        static_cast<void>(object);
        return use();
    }
    else if constexpr (Count == 1) {
        auto& [m0] = object;
        return use(m0);
    }
    else if constexpr (Count == 2) {
        auto& [m0, m1] = object;
        return use(m0, m1);
    }
    else if constexpr (Count == 3) {
        auto& [m0, m1, m2] = object;
        return use(m0, m1, m2);
    }
    else if constexpr (Count == 4) {
        auto& [m0, m1, m2, m3] = object;
        return use(m0, m1, m2, m3);
    }
    else if constexpr (Count == 5) {
        auto& [m0, m1, m2, m3, m4] = object;
        return use(m0, m1, m2, m3, m4);
    }
    else if constexpr (Count == 6) {
        auto& [m0, m1, m2, m3, m4, m5] = object;
        return use(m0, m1, m2, m3, m4, m5);
    }
    else if constexpr (Count == 7) {
        auto& [m0, m1, m2, m3, m4, m5, m6] = object;
        return use(m0, m1, m2, m3, m4, m5, m6);
    }
    else if constexpr (Count == 8) {
        auto& [m0, m1, m2, m3, m4, m5, m6, m7] = object;
        return use(m0, m1, m2, m3, m4, m5, m6, m7);
    }
    else if constexpr (Count == 9) {
        auto& [m0, m1, m2, m3, m4, m5, m6, m7, m8] = object;
        return use(m0, m1, m2, m3, m4, m5, m6, m7, m8);
    }
    else if constexpr (Count == 10) {
        auto& [m0, m1, m2, m3, m4, m5, m6, m7, m8, m9] = object;
        return use(m0, m1, m2, m3, m4, m5, m6, m7, m8, m9);
    }
    else if constexpr (Count == 11) {
        auto& [m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10] = object;
        return use(m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10);
    }
    else if constexpr (Count == 12) {
        auto& [m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11] = object;
        return use(m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11);
    }
    else if constexpr (Count == 13) {
        auto& [m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12] = object;
        return use(m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12);
    }
    else if constexpr (Count == 14) {
        auto& [m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13] = object;
        return use(m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13);
    }
    else if constexpr (Count == 15) {
        auto& [m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14] = object;
        return use(m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14);
    }
    else if constexpr (Count == 16) {
        auto& [m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15] = object;
        return use(m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15);
    }
    else if constexpr (Count == 17) {
        auto& [m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16] = object;
        return use(m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16);
    }
    else if constexpr (Count == 18) {
        auto& [m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16, m17] = object;
        return use(m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16, m17);
    }
    else if constexpr (Count == 19) {
        auto& [m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16, m17, m18] = object;
        return use(m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16, m17, m18);
    }
    else if constexpr (Count == 20) {
        auto& [m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16, m17, m18, m19] = object;
        return use(m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16, m17, m18, m19);
    }
    else if constexpr (Count == 21) {
        auto& [m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16, m17, m18, m19, m20] = object;
        return use(m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16, m17, m18, m19, m20);
    }
    else if constexpr (Count == 22) {
        auto& [m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16, m17, m18, m19, m20, m21] = object;
        return use(m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16, m17, m18, m19, m20, m21);
    }
    else if constexpr (Count == 23) {
        auto& [m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16, m17, m18, m19, m20, m21, m22] = object;
        return use(m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16, m17, m18, m19, m20, m21, m22);
    }
    else if constexpr (Count == 24) {
        auto& [m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16, m17, m18, m19, m20, m21, m22, m23] = object;
        return use(m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16, m17, m18, m19, m20, m21, m22, m23);
    }
    else if constexpr (Count == 25) {
        auto& [m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16, m17, m18, m19, m20, m21, m22, m23, m24] = object;
        return use(m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16, m17, m18, m19, m20, m21, m22, m23, m24);
    }
    else if constexpr (Count == 26) {
        auto& [m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16, m17, m18, m19, m20, m21, m22, m23, m24, m25] = object;
        return use(m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16, m17, m18, m19, m20, m21, m22, m23, m24, m25);
    }
    else if constexpr (Count == 27) {
        auto& [m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16, m17, m18, m19, m20, m21, m22, m23, m24, m25, m26] = object;
        return use(m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16, m17, m18, m19, m20, m21, m22, m23, m24, m25, m26);
    }
    else if constexpr (Count == 28) {
        auto& [m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16, m17, m18, m19, m20, m21, m22, m23, m24, m25, m26, m27] = object;
        return use(m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16, m17, m18, m19, m20, m21, m22, m23, m24, m25, m26, m27);
    }
    else if constexpr (Count == 29) {
        auto& [m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16, m17, m18, m19, m20, m21, m22, m23, m24, m25, m26, m27, m28] = object;
        return use(m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16, m17, m18, m19, m20, m21, m22, m23, m24, m25, m26, m27, m28);
    }
    else if constexpr (Count == 30) {
        auto& [m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16, m17, m18, m19, m20, m21, m22, m23, m24, m25, m26, m27, m28, m29] = object;
        return use(m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16, m17, m18, m19, m20, m21, m22, m23, m24, m25, m26, m27, m28, m29);
    }
    else if constexpr (Count == 31) {
        auto& [m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16, m17, m18, m19, m20, m21, m22, m23, m24, m25, m26, m27, m28, m29, m30] = object;
        return use(m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16, m17, m18, m19, m20, m21, m22, m23, m24, m25, m26, m27, m28, m29, m30);
    }
    else if constexpr (Count == 32) {
        auto& [m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16, m17, m18, m19, m20, m21, m22, m23, m24, m25, m26, m27, m28, m29, m30, m31] = object;
        return use(m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16, m17, m18, m19, m20, m21, m22, m23, m24, m25, m26, m27, m28, m29, m30, m31);
    }
    // clang-format on
}

/// References to the members of `object`, in order.
template <std::size_t Count, class T>
[[nodiscard]] constexpr auto tie_fields(T& object) noexcept {
    return with_fields<Count>(object, [](auto&... member) { return std::tie(member...); });
}

template <class T>
struct field_holder {
    T object;
};

template <class Pointer>
struct field_pointer {
    Pointer pointer;
};

template <class Pointer>
field_pointer(Pointer) -> field_pointer<Pointer>;

#if defined(__clang__)
#pragma clang diagnostic push
// The object is declared to point into it at compile time and is never used.
#pragma clang diagnostic ignored "-Wundefined-var-template"
#pragma clang diagnostic ignored "-Wundefined-internal"
#endif

template <class T>
extern field_holder<T> const never_defined;

template <field_pointer Pointer>
[[nodiscard]] consteval std::string_view name_in_signature() noexcept {
    // g++:     [with field_pointer<...> Pointer = ...{(& never_defined<user>....user::mail)}; ...]
    // clang++: [Pointer = field_pointer<...>{&never_defined.object.mail}]
    std::string_view const signature = __PRETTY_FUNCTION__;
    std::size_t end = signature.rfind('}');
    while (signature[end - 1] == ')')
        --end;
    std::size_t begin = end;
    while (signature[begin - 1] != ':' && signature[begin - 1] != '.')
        --begin;
    return signature.substr(begin, end - begin);
}

template <class T, std::size_t Count, std::size_t Index>
[[nodiscard]] consteval std::string_view field_name() noexcept {
    return name_in_signature<field_pointer{
        &std::get<Index>(tie_fields<Count>(never_defined<T>.object))}>();
}

#if defined(__clang__)
#pragma clang diagnostic pop
#endif

template <class T, std::size_t Count>
inline constexpr auto field_names = []<std::size_t... Index>(std::index_sequence<Index...>) {
    return std::array<std::string_view, Count>{field_name<T, Count, Index>()...};
}

(std::make_index_sequence<Count>{});

} // namespace socketiota::detail
