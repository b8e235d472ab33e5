// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/event.hpp>

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
concept has_signature = requires {
    typename signature_of<F>::parameters;
};

} // namespace socketiota::detail
