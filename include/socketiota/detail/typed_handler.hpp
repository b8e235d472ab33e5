// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/detail/handler.hpp>

#include <memory>
#include <type_traits>
#include <utility>

namespace socketiota::detail {

/// What an argument that a typed event calls `Declared` is decoded into for a parameter of type
/// `Taken`: directly into the parameter if that reads the same from the wire, else into what the
/// event says, which then converts.
template <class Declared, class Taken>
using decoded_for = std::conditional_t<travels_as<Declared, Taken>(), Taken, Declared>;

/// Whether a parameter takes what a typed event calls `Declared`.
template <class Declared, class Taken>
inline constexpr bool
    takes = fits<Declared, std::remove_cvref_t<Taken>>() &&
            // A converted argument is a temporary: a parameter that wants to change it gets none.
            (travels_as<Declared, std::remove_cvref_t<Taken>>() ||
             std::is_convertible_v<Declared&&, Taken>);

template <class Declared, class Taken>
inline constexpr bool all_taken = false;

template <class... Declared, class... Taken>
    requires(sizeof...(Declared) == sizeof...(Taken))
inline constexpr bool all_taken<type_list<Declared...>, type_list<Taken...>> =
    (takes<Declared, Taken> && ...);

template <class Declared, class Taken>
struct all_decoded_for;

template <class... Declared, class... Taken>
struct all_decoded_for<type_list<Declared...>, type_list<Taken...>> {
    using type = type_list<decoded_for<Declared, std::remove_cvref_t<Taken>>...>;
};

/// The reply that answers a typed event with the result `Result`.
template <class Values>
struct reply_with;

template <class... Value>
struct reply_with<type_list<Value...>> {
    using type = reply<Value...>;
};

/// Whether a handler's reply can answer an event whose result is `Result`.
template <class Reply, class Result>
inline constexpr bool reply_answers = false;

template <class... Value, class Result>
inline constexpr bool reply_answers<reply<Value...>, Result> =
    all_fit<type_list<Value...>, answer_values_t<Result>>;

/// How a function object whose own parameters are not known (a generic lambda) is called for a
/// typed event: the first of the four shapes that compiles.
template <class Self, class F, class Result, class Declared>
struct generic_shape;

template <class Self, class F, class Result, class... Declared>
struct generic_shape<Self, F, Result, type_list<Declared...>> {
    using full_reply = typename reply_with<answer_values_t<Result>>::type;

    static constexpr bool plain = std::is_invocable_v<F&, Declared...>;
    static constexpr bool with_self = !plain && std::is_invocable_v<F&, Self&, Declared...>;
    static constexpr bool with_reply =
        !plain && !with_self && std::is_invocable_v<F&, Declared..., full_reply>;
    static constexpr bool with_both = !plain && !with_self && !with_reply &&
                                      std::is_invocable_v<F&, Self&, Declared..., full_reply>;

    static constexpr bool takes_self = with_self || with_both;
    static constexpr bool fits_event = plain || with_self || with_reply || with_both;
    static constexpr bool reply_by_reference = false;
    using reply_type = std::conditional_t<with_reply || with_both, full_reply, void>;
    using arguments = type_list<Declared...>;
};

/// The same for a function whose parameters are known.
template <class Self, class F, class Declared>
struct known_shape : handler_shape<Self, typename signature_of<F>::parameters> {
    static constexpr bool fits_event =
        all_taken<Declared,
                  typename handler_shape<Self, typename signature_of<F>::parameters>::arguments>;
};

template <class Self, class F, class Result, class Declared>
struct typed_shape : generic_shape<Self, F, Result, Declared> {};

template <class Self, class F, class Result, class Declared>
    requires has_signature<F>

struct typed_shape<Self, F, Result, Declared> : known_shape<Self, F, Declared> {
};

/// Makes a handler whose parameters are those of a typed event, if its answer is, too.
template <class Self, class F, bool TakesSelf, class Decoded, class Parameters, class Reply,
          class Result>
[[nodiscard]] std::shared_ptr<handler<Self>> make_fitting_handler(F function) {
    using made = function_handler<Self, F, TakesSelf, Decoded, Parameters, Reply, Result>;
    constexpr bool answers_event = [] {
        if constexpr (std::is_void_v<Reply>)
            return answers<typename made::answer_type, Result>;
        else
            return reply_answers<Reply, Result>;
    }();
    static_assert(answers_event,
                  "this handler does not answer with the result of the typed event: it returns "
                  "(or replies with) what converts to it, and nothing if it is void");
    if constexpr (answers_event)
        return std::unique_ptr<handler<Self>>(new made(std::move(function)));
    else
        return nullptr;
}

/// Makes a handler of the typed event `Event`.
template <class Self, class Event, class F>
[[nodiscard]] std::shared_ptr<handler<Self>> make_typed_handler(F function) {
    using declared = typename Event::parameter_types;
    using result_type = typename Event::result_type;
    using shape = typed_shape<Self, F, result_type, declared>;
    if constexpr (!shape::fits_event) {
        static_assert(shape::fits_event,
                      "this handler does not take the parameters of the typed event: it takes "
                      "them all, in order, after the handle and before the reply");
        return nullptr;
    } else {
        using parameters = typename shape::arguments;
        using decoded = typename all_decoded_for<declared, parameters>::type;
        using reply_type = typename shape::reply_type;
        if constexpr (!takes_reply_right<shape>() || !are_arguments<Self, decoded>)
            return nullptr;
        else
            return make_fitting_handler<Self, F, shape::takes_self, decoded, parameters, reply_type,
                                        result_type>(std::move(function));
    }
}

} // namespace socketiota::detail
