// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/cancel_on_disconnect.hpp>
#include <socketiota/detail/signature_of.hpp>
#include <socketiota/event.hpp>
#include <socketiota/reply.hpp>

#include <cstddef>
#include <tuple>
#include <type_traits>

namespace socketiota::detail {

template <class F>
struct signature_of<cancelled_on_disconnect<F>> : signature_of<F> {};

template <class T>
inline constexpr bool is_reply = false;

template <class... Result>
inline constexpr bool is_reply<reply<Result...>> = true;

/// Splits a leading handle off a parameter list.
template <class Self, class Parameters>
struct without_self {
    static constexpr bool takes_self = false;
    using rest = Parameters;
};

template <class Self, class First, class... Rest>
    requires std::is_same_v<std::remove_cvref_t<First>, Self>

struct without_self<Self, type_list<First, Rest...>> {
    static constexpr bool takes_self = true;
    using rest = type_list<Rest...>;
};

/// Splits a trailing reply off a parameter list; `Taken` are the parameters before it.
template <class Parameters, class... Taken>
struct without_reply;

template <class... Taken>
struct without_reply<type_list<>, Taken...> {
    static constexpr bool reply_by_reference = false;
    using reply_type = void;
    using rest = type_list<Taken...>;
};

template <class First, class... Rest, class... Taken>
struct without_reply<type_list<First, Rest...>, Taken...>
    : without_reply<type_list<Rest...>, Taken..., First> {};

template <class Last, class... Taken>
    requires is_reply<std::remove_cvref_t<Last>>

struct without_reply<type_list<Last>, Taken...> {
    static constexpr bool reply_by_reference =
        std::is_lvalue_reference_v<Last> && !std::is_const_v<std::remove_reference_t<Last>>;
    using reply_type = std::remove_cvref_t<Last>;
    using rest = type_list<Taken...>;
};

/// What a handler takes: whether the handle comes first, the types of the arguments, and the reply
/// at the end (`void` if there is none).
template <class Self, class Parameters>
struct handler_shape {
    static constexpr bool takes_self = without_self<Self, Parameters>::takes_self;
    using split = without_reply<typename without_self<Self, Parameters>::rest>;
    static constexpr bool reply_by_reference = split::reply_by_reference;
    using reply_type = typename split::reply_type;
    using arguments = typename split::rest;
};

} // namespace socketiota::detail
