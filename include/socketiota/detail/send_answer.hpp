// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/codec.hpp>
#include <socketiota/detail/argument_list.hpp>
#include <socketiota/detail/typed_event.hpp>
#include <socketiota/error.hpp>
#include <socketiota/no_answer.hpp>

#include <cstddef>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>

namespace socketiota::detail {

/// Stands for the result of an event that is not typed: whatever a handler returns is sent.
struct any_result {};

template <class T>
inline constexpr bool is_result = false;

template <class T, class Error>
inline constexpr bool is_result<boost::system::result<T, Error>> = true;

/// The values of an answer: each element of a tuple is one of them, anything else is the only one,
/// `void` is none.
template <class T>
struct answer_values {
    using type = type_list<T>;
};

template <>
struct answer_values<void> {
    using type = type_list<>;
};

template <class... T>
struct answer_values<std::tuple<T...>> {
    using type = type_list<T...>;
};

template <class T, class Error>
struct answer_values<boost::system::result<T, Error>> : answer_values<T> {};

template <class T>
using answer_values_t = typename answer_values<T>::type;

template <class List>
inline constexpr bool all_encodable = false;

template <class... T>
inline constexpr bool all_encodable<type_list<T...>> = (encodable<T> && ...);

/// Whether a handler's result can answer an event whose result is `Expected`.
template <class Returned, class Expected>
inline constexpr bool answers = all_fit<answer_values_t<Returned>, answer_values_t<Expected>>;

template <class Returned>
inline constexpr bool answers<Returned, any_result> = all_encodable<answer_values_t<Returned>>;

template <>
inline constexpr bool answers<no_answer, any_result> = true;

template <class Expected, class T>
[[nodiscard]] decltype(auto) borrow_answer(T const& element) {
    if constexpr (std::is_same_v<Expected, any_result>)
        return borrow(element);
    else
        return borrow_as<Expected>(element);
}

/// Answers with `values`, converted to what `Expected` lists.
template <class Ack, class... Expected, class... T>
void send_values(Ack& ack, type_list<Expected...>, T const&... values) {
    ack.acknowledge(argument_list{argument_ref(borrow_answer<Expected>(values))...});
}

/// The types that the `Returned` values are converted to.
template <class Expected, class Returned>
struct answer_targets {
    using type = answer_values_t<Expected>;
};

template <class... Returned>
struct answer_targets<any_result, type_list<Returned...>> {
    // One `any_result` for each value.
    template <class>
    using unchanged = any_result;
    using type = type_list<unchanged<Returned>...>;
};

/// Answers with what a handler returned: a tuple as several values, a failed `result` as an error
/// that says what the error code says, everything else as one value.
///
/// `Ack` is an `invocation` or a `late_answer`.
template <class Expected, class Ack, class Returned>
void send_answer(Ack& ack, Returned const& returned) {
    if (!ack.wants_ack())
        return;
    if constexpr (std::is_same_v<Returned, no_answer>) {
        // Else the answer of who has not answered would follow when all handlers have run.
        if constexpr (requires { ack.take_ack(); })
            static_cast<void>(ack.take_ack());
    } else if constexpr (is_result<Returned>) {
        if (returned.has_error()) {
            std::string const sentence = returned.error().message();
            ack.acknowledge_error(sentence);
        } else if constexpr (std::is_void_v<typename Returned::value_type>) {
            ack.acknowledge(argument_list());
        } else {
            send_answer<Expected>(ack, *returned);
        }
    } else {
        using targets = typename answer_targets<Expected, answer_values_t<Returned>>::type;
        if constexpr (std::is_same_v<answer_values_t<Returned>, type_list<Returned>>)
            send_values(ack, targets{}, returned);
        else
            std::apply([&ack](auto const&... value) { send_values(ack, targets{}, value...); },
                       returned);
    }
}

} // namespace socketiota::detail
