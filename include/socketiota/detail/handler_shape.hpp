// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/cancel_on_disconnect.hpp>
#include <socketiota/event.hpp>
#include <socketiota/reply.hpp>

#include <cstddef>
#include <tuple>
#include <type_traits>

namespace socketiota::detail {

/// Parameters and result of a function, a function pointer or a function object with exactly one
/// call operator. Has no members for anything else (generic lambdas, overloaded operators).
template <class F>
struct signature_of {};

template <class Result, class... Parameter>
struct signature_of<Result(Parameter...)> {
    using result = Result;
    using parameters = type_list<Parameter...>;
};

template <class Result, class... Parameter>
struct signature_of<Result (*)(Parameter...)> : signature_of<Result(Parameter...)> {};

template <class Result, class... Parameter>
struct signature_of<Result (*)(Parameter...) noexcept> : signature_of<Result(Parameter...)> {};

template <class Operator>
struct call_operator {};

template <class Result, class F, class... Parameter>
struct call_operator<Result (F::*)(Parameter...)> : signature_of<Result(Parameter...)> {};

template <class Result, class F, class... Parameter>
struct call_operator<Result (F::*)(Parameter...) const> : signature_of<Result(Parameter...)> {};

template <class Result, class F, class... Parameter>
struct call_operator<Result (F::*)(Parameter...) noexcept> : signature_of<Result(Parameter...)> {};

template <class Result, class F, class... Parameter>
struct call_operator<Result (F::*)(Parameter...) const noexcept>
    : signature_of<Result(Parameter...)> {};

template <class Result, class F, class... Parameter>
struct call_operator<Result (F::*)(Parameter...)&> : signature_of<Result(Parameter...)> {};

template <class Result, class F, class... Parameter>
struct call_operator<Result (F::*)(Parameter...) const&> : signature_of<Result(Parameter...)> {};

template <class F>
    requires requires { &F::operator(); }

struct signature_of<F> : call_operator<decltype(&F::operator())> {};

template <class F>
struct signature_of<cancelled_on_disconnect<F>> : signature_of<F> {};

template <class F>
concept has_signature = requires {
    typename signature_of<F>::parameters;
};

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
    using reply_type = void;
    using rest = type_list<Taken...>;
};

template <class First, class... Rest, class... Taken>
struct without_reply<type_list<First, Rest...>, Taken...>
    : without_reply<type_list<Rest...>, Taken..., First> {};

template <class Last, class... Taken>
    requires is_reply<std::remove_cvref_t<Last>>

struct without_reply<type_list<Last>, Taken...> {
    using reply_type = std::remove_cvref_t<Last>;
    using rest = type_list<Taken...>;
};

/// What a handler takes: whether the handle comes first, the types of the arguments, and the reply
/// at the end (`void` if there is none).
template <class Self, class Parameters>
struct handler_shape {
    static constexpr bool takes_self = without_self<Self, Parameters>::takes_self;
    using reply_type =
        typename without_reply<typename without_self<Self, Parameters>::rest>::reply_type;
    using arguments = typename without_reply<typename without_self<Self, Parameters>::rest>::rest;
};

} // namespace socketiota::detail
