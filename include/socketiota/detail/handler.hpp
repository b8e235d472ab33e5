// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/codec.hpp>
#include <socketiota/detail/handler_shape.hpp>
#include <socketiota/detail/invocation.hpp>
#include <socketiota/detail/owning.hpp>
#include <socketiota/detail/send_answer.hpp>
#include <socketiota/detail/typed_event.hpp>
#include <socketiota/reply.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/this_coro.hpp>

#include <concepts>
#include <cstddef>
#include <exception>
#include <functional>
#include <memory>
#include <type_traits>
#include <utility>

namespace socketiota::detail {

/// A function of the program that handles one event, whatever its parameters: what the compiled
/// library keeps. `Self` is the handle that handlers take first if they want it.
template <class Self>
class handler : public std::enable_shared_from_this<handler<Self>> {
public:
    handler(handler const&) = delete;
    handler& operator=(handler const&) = delete;
    virtual ~handler() = default;

    /// Decodes the arguments, calls the function and answers with what it returns.
    ///
    /// Nothing that the function throws comes out: it goes to `call.fail`. Arguments that do not
    /// fit go to `call.refuse_argument`, and the function is not called. The caller keeps the
    /// handler alive during the call; a coroutine keeps it itself as long as it runs.
    virtual void invoke(invocation& call, Self const& self) = 0;

    /// See `callback::shareable`.
    [[nodiscard]] bool shareable() const noexcept { return shareable_; }

protected:
    explicit handler(bool can_be_shared) noexcept : shareable_(can_be_shared) {}

private:
    bool const shareable_;
};

/// Whether a call returns a coroutine, and what that results in.
template <class T>
struct awaited {
    static constexpr bool is_coroutine = false;
    using type = T;
};

template <class T, class Executor>
struct awaited<boost::asio::awaitable<T, Executor>> {
    static_assert(
        std::is_same_v<Executor, boost::asio::any_io_executor>,
        "a coroutine handler returns boost::asio::awaitable<T> with the default executor");
    static constexpr bool is_coroutine = true;
    using type = T;
};

/// How a decoded argument is passed to its parameter: by reference, or moved.
template <class Parameter, class Decoded>
using passed_t = std::conditional_t<std::is_lvalue_reference_v<Parameter>, Decoded&, Decoded&&>;

/// Decodes argument `index` into `into`; refuses it and returns false if it does not fit.
template <class T>
[[nodiscard]] bool decode_handler_argument(invocation& call, reader& from, bool& more,
                                           std::size_t index, T& into) {
    bool const came = more && from.next_element();
    more = came && !takes_the_rest<T>;
    if (came ? codec<T>::decode(from, into) : decode_absent(from, into))
        return true;
    call.refuse_argument(index, accepted_kinds<T>(), came, from);
    return false;
}

/// One decoded argument. The same class for all handlers that take a `T` there.
template <std::size_t Index, class T>
struct decoded_argument {
    T value{};
};

/// The decoded arguments of a call. Bases and not a `std::tuple`, whose accessors the compiler
/// would have to instantiate for each handler.
template <class Indexes, class... T>
struct decoded_arguments;

template <std::size_t... Index, class... T>
struct decoded_arguments<std::index_sequence<Index...>, T...> : decoded_argument<Index, T>... {
    /// Decodes all of them. More arguments than elements are ignored, as in JavaScript.
    [[nodiscard]] bool decode(invocation& call) {
        if constexpr (sizeof...(T) == 0) {
            return true;
        } else {
            reader& from = call.arguments();
            bool more = true;
            return (
                decode_handler_argument(call, from, more, Index,
                                        static_cast<decoded_argument<Index, T>&>(*this).value) &&
                ...);
        }
    }
};

/// How the function is called: with the handle (`Handle`, void if it takes none), the arguments,
/// and the reply (void if it takes none).
template <class F, class Handle, class Reply, class... Argument>
struct call_of
    : std::conditional_t<
          std::is_void_v<Handle>,
          std::conditional_t<std::is_void_v<Reply>, std::invoke_result<F&, Argument...>,
                             std::invoke_result<F&, Argument..., Reply>>,
          std::conditional_t<std::is_void_v<Reply>, std::invoke_result<F&, Handle, Argument...>,
                             std::invoke_result<F&, Handle, Argument..., Reply>>> {};

template <class Call>
concept possible_call = requires {
    typename Call::type;
};

// A false alarm of g++ 12: where it puts a coroutine of the program into `run`, it takes the
// operators new and delete of Asio's coroutines for two that do not belong together.
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"
#endif

/// A function whose parameters are known.
///
/// `Decoded`: the types the arguments are decoded into. `Parameters`: what the function takes for
/// them. `Reply`: its last parameter, or void. `Expected`: the result of a typed event, or
/// `any_result`.
template <class Self, class F, bool TakesSelf, class Decoded, class Parameters, class Reply,
          class Expected>
class function_handler;

template <class Self, class F, bool TakesSelf, class... Decoded, class... Parameter, class Reply,
          class Expected>
class function_handler<Self, F, TakesSelf, type_list<Decoded...>, type_list<Parameter...>, Reply,
                       Expected>
    final : public handler<Self> {
    using indexes = std::index_sequence_for<Decoded...>;

public:
    using arguments = decoded_arguments<indexes, Decoded...>;
    /// Handles are passed as const, unless the function wants to change its copy.
    static constexpr bool takes_const_self =
        TakesSelf && possible_call<call_of<F, Self const&, Reply, passed_t<Parameter, Decoded>...>>;
    using handle_type =
        std::conditional_t<TakesSelf, std::conditional_t<takes_const_self, Self const&, Self&>,
                           void>;
    using returned = typename call_of<F, handle_type, Reply, passed_t<Parameter, Decoded>...>::type;
    /// What the event is answered with, `void` if nothing.
    using answer_type = std::remove_cvref_t<typename awaited<std::remove_cvref_t<returned>>::type>;

    explicit function_handler(F function)
        : handler<Self>(
              possible_call<call_of<F const, handle_type, Reply, passed_t<Parameter, Decoded>...>>),
          function_(std::move(function)) {}

    void invoke(invocation& call, Self const& self) override {
        if constexpr (std::is_void_v<Reply>) {
            try {
                arguments decoded;
                if (decoded.decode(call))
                    start(call, self, decoded, no_reply{});
            } catch (...) {
                call.fail(std::current_exception());
            }
        } else {
            Reply answer;
            try {
                arguments decoded;
                if (decoded.decode(call)) {
                    answer = reply_access::make<Reply>(call.take_ack());
                    start(call, self, decoded, answer);
                }
            } catch (...) {
                reply_access::refuse(answer, handler_failed);
                call.fail(std::current_exception());
            }
        }
    }

private:
    struct no_reply {};

    using held_reply = std::conditional_t<std::is_void_v<Reply>, no_reply, Reply>;
    using handle_reference = std::conditional_t<TakesSelf && !takes_const_self, Self&, Self const&>;

    /// An argument as the parameter asks for it: by reference, or moved.
    template <std::size_t... Index>
    decltype(auto) call_function(handle_reference self, arguments& decoded,
                                 [[maybe_unused]] held_reply& last, std::index_sequence<Index...>) {
        if constexpr (TakesSelf && std::is_void_v<Reply>)
            return function_(self,
                             static_cast<passed_t<Parameter, Decoded>>(
                                 static_cast<decoded_argument<Index, Decoded>&>(decoded).value)...);
        else if constexpr (TakesSelf)
            return function_(self,
                             static_cast<passed_t<Parameter, Decoded>>(
                                 static_cast<decoded_argument<Index, Decoded>&>(decoded).value)...,
                             static_cast<Reply&&>(last));
        else if constexpr (std::is_void_v<Reply>)
            return function_(static_cast<passed_t<Parameter, Decoded>>(
                static_cast<decoded_argument<Index, Decoded>&>(decoded).value)...);
        else
            return function_(static_cast<passed_t<Parameter, Decoded>>(
                                 static_cast<decoded_argument<Index, Decoded>&>(decoded).value)...,
                             static_cast<Reply&&>(last));
    }

    static constexpr bool is_coroutine = awaited<std::remove_cvref_t<returned>>::is_coroutine;

    static constexpr bool is_cancelled = is_cancelled_on_disconnect<F>;

    static_assert(!is_cancelled || is_coroutine,
                  "cancel_on_disconnect takes a coroutine: a function has returned before its "
                  "socket can disconnect");
    static_assert(!is_coroutine || (owning<Decoded> && ...),
                  "a coroutine handler takes owning parameters only (std::string instead of "
                  "std::string_view): the arguments are gone when it resumes");
    static_assert(!is_coroutine || owning<answer_type>,
                  "a coroutine handler returns an owning value: a view may look into a frame that "
                  "is gone when the answer is sent");
    static_assert(std::is_void_v<Reply> || std::is_void_v<answer_type>,
                  "a handler with a reply answers through it and returns nothing");
    static_assert(!std::is_void_v<Reply> || std::is_void_v<answer_type> ||
                      !std::is_same_v<Expected, any_result> || answers<answer_type, any_result>,
                  "what this handler returns cannot be sent: return a type that has a "
                  "socketiota::codec, or a std::tuple of them for several values");

    void start(invocation& call, Self const& self, arguments& decoded, held_reply const& answer) {
        if constexpr (is_coroutine) {
            call.spawn(
                run(this->shared_from_this(), self, std::move(decoded), answer, call.take_ack()),
                is_cancelled ? when_disconnected::is_cancelled : when_disconnected::goes_on);
        } else {
            held_reply last = answer;
            if constexpr (std::is_void_v<answer_type>) {
                call_with_handle(self, decoded, last);
            } else {
                decltype(auto) outcome = call_with_handle(self, decoded, last);
                send_answer<Expected>(call, outcome);
            }
        }
    }

    decltype(auto) call_with_handle(Self const& self, arguments& decoded, held_reply& last) {
        if constexpr (TakesSelf && !takes_const_self) {
            Self handle(self);
            return call_function(handle, decoded, last, indexes{});
        } else {
            return call_function(self, decoded, last, indexes{});
        }
    }

    /// The whole life of a coroutine handler: its parameters are what it needs while suspended.
    /// `keep` is its handler.
    static boost::asio::awaitable<void> run(std::shared_ptr<handler<Self>> keep, Self self,
                                            arguments decoded, held_reply answer, late_answer ack) {
        std::exception_ptr failure;
        try {
            auto& handler = static_cast<function_handler&>(*keep);
            held_reply last = answer;
            if constexpr (std::is_void_v<answer_type>) {
                co_await handler.call_function(self, decoded, last, indexes{});
                if constexpr (std::is_void_v<Reply>)
                    ack.acknowledge(argument_list());
            } else {
                answer_type const outcome =
                    co_await handler.call_function(self, decoded, last, indexes{});
                send_answer<Expected>(ack, outcome);
            }
        } catch (...) {
            failure = std::current_exception();
        }
        if (!failure)
            co_return;
        if constexpr (is_cancelled) {
            boost::asio::cancellation_state const state =
                co_await boost::asio::this_coro::cancellation_state;
            if (ended_by_cancellation(state, failure))
                co_return;
        }
        if constexpr (!std::is_void_v<Reply>)
            reply_access::refuse(answer, handler_failed);
        ack.fail(std::move(failure));
    }

    F function_;
};

#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic pop
#endif

/// Whether a `T` can be an argument of a handler of `Self`. One for each, so that the compiler
/// names the one that is wrong.
template <class Self, class T>
[[nodiscard]] consteval bool expect_argument() noexcept {
    constexpr bool is_handle = std::is_same_v<T, Self>;
    static_assert(!is_handle, "the socket is the first parameter of a handler, before the "
                              "arguments of the event");
    static_assert(!is_reply<T>, "a reply is the last parameter of a handler");
    constexpr bool right = is_handle || is_reply<T> || decodable<T>;
    static_assert(right, "a parameter of this handler cannot be received: use types that have a "
                         "socketiota::codec with decode(), after the handle and before the reply");
    constexpr bool can_be_made = !right || is_handle || std::default_initializable<T>;
    static_assert(can_be_made, "a parameter of this handler has no default constructor: it is "
                               "made first and then decoded into");
    return !is_handle && !is_reply<T> && right && can_be_made;
}

/// Whether a handler takes its reply, if it takes one, so that it can be given one.
template <class Shape>
[[nodiscard]] consteval bool takes_reply_right() noexcept {
    static_assert(!Shape::reply_by_reference,
                  "a reply is taken by value: what it is made for may end before it");
    return !Shape::reply_by_reference;
}

template <class Self, class List>
inline constexpr bool are_arguments = false;

template <class Self, class... T>
inline constexpr bool
    are_arguments<Self, type_list<T...>> = (expect_argument<Self, std::remove_cvref_t<T>>() && ...);

template <class List>
struct without_references;

template <class... T>
struct without_references<type_list<T...>> {
    using type = type_list<std::remove_cvref_t<T>...>;
};

/// Makes a handler of an event that is not typed: the function's own parameters say what is
/// decoded.
///
/// Shapes: any function of `Self` or nothing, then any number of decodable types, then a
/// `reply<...>` or nothing. It may be move-only. What it returns is the answer, see `send_answer`;
/// a coroutine returns `awaitable<R>`.
template <class Self, class F>
[[nodiscard]] std::shared_ptr<handler<Self>> make_handler(F function) {
    if constexpr (std::is_member_pointer_v<F>) {
        static_assert(!std::is_member_pointer_v<F>,
                      "a member function needs its object: give a lambda that calls it");
        return nullptr;
    } else if constexpr (!has_signature<F>) {
        static_assert(has_signature<F>,
                      "the parameters of this handler are not known: give them types instead of "
                      "auto, or use a typed socketiota::event");
        return nullptr;
    } else {
        using shape = handler_shape<Self, typename signature_of<F>::parameters>;
        using parameters = typename shape::arguments;
        if constexpr (takes_reply_right<shape>() && are_arguments<Self, parameters>) {
            // Shared as what it is based on, so that it has no control block of its own type.
            using made = function_handler<Self, F, shape::takes_self,
                                          typename without_references<parameters>::type, parameters,
                                          typename shape::reply_type, any_result>;
            return std::unique_ptr<handler<Self>>(new made(std::move(function)));
        } else {
            return nullptr;
        }
    }
}

} // namespace socketiota::detail
