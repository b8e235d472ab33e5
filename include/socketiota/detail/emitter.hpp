// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/codec.hpp>
#include <socketiota/detail/argument_list.hpp>
#include <socketiota/detail/awaited_argument.hpp>
#include <socketiota/detail/kept_arguments.hpp>
#include <socketiota/detail/operation.hpp>
#include <socketiota/detail/owned_argument.hpp>
#include <socketiota/detail/owning.hpp>
#include <socketiota/detail/refusals.hpp>
#include <socketiota/detail/typed_answer.hpp>
#include <socketiota/detail/typed_event.hpp>
#include <socketiota/emit_result.hpp>
#include <socketiota/event.hpp>

#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace socketiota::detail {

/// A function for each argument, so that the compiler names the one that is wrong.
template <class Argument>
constexpr void expect_sendable() noexcept {
    static_assert(encodable<Argument>,
                  "an argument of emit or emit_with_ack cannot be sent: use types that have a "
                  "socketiota::codec with encode()");
}

/// The same for what is sent later.
template <class Argument>
constexpr void expect_owned() noexcept {
    static_assert(owning<Argument>,
                  "an argument of emit_with_ack refers to something that may be gone when the "
                  "operation is started: pass a value that owns what it holds");
}

/// `emit` of everything that can be sent to.
///
/// `Derived` is a handle: cheap to copy, carrying its flags. It has, visible to this class:
///
///     emit_result start_emit(std::string_view name, argument_list const& arguments) const;
///
/// which encodes before it returns, on whatever thread it is called, and refuses reserved names.
template <class Derived>
class emitter {
public:
    /// Sends an event. Never waits.
    ///
    /// `name`: any but the reserved ones (`connect`, `disconnect`, ...), for which the result is
    /// `refused`. `arguments`: anything with a `codec`.
    ///
    /// Thread safety: that of the handle.
    template <class... Argument>
    emit_result emit(std::string_view name, Argument const&... arguments) const {
        (expect_sendable<Argument>(), ...);
        if constexpr ((encodable<Argument> && ...))
            return self().start_emit(name, argument_list{argument_ref(borrow(arguments))...});
        else
            return emit_status::refused;
    }

    /// Sends a typed event; wrong arguments do not compile.
    template <fixed_string Name, class Result, class... Parameter, class... Argument>
    emit_result emit(event<Name, Result(Parameter...)>, Argument const&... arguments) const {
        constexpr bool right =
            all_fit<type_list<Argument...>, type_list<std::remove_cvref_t<Parameter>...>>;
        static_assert(right, "the arguments of emit are not those of the typed event");
        (expect_sendable<std::remove_cvref_t<Parameter>>(), ...);
        if constexpr (right && (encodable<Parameter> && ...))
            return self().start_emit(Name.view(),
                                     argument_list{argument_ref(
                                         borrow_as<std::remove_cvref_t<Parameter>>(arguments))...});
        else
            return emit_status::refused;
    }

protected:
    ~emitter() = default;

private:
    [[nodiscard]] Derived const& self() const noexcept {
        return static_cast<Derived const&>(*this);
    }
};

/// `emit_with_ack` of everything that can answer.
///
/// `Derived` is a handle as for `emitter`. It has, visible to this class:
///
///     void start_request(std::string_view name, argument_list const& arguments,
///                        std::shared_ptr<pending_answer> answer) const;
///     boost::asio::any_io_executor get_executor() const;
///     boost::asio::any_io_executor completion_executor() const;
///
/// The answer belongs to the one; the other is for handlers that have none of their own. If a
/// request cannot be sent at all, `answer->on_end` says why, on the socket's executor.
template <class Derived, answer_count Count>
class requester {
public:
    /// Sends an event and waits for the answer.
    ///
    ///     int sum = co_await socket.emit_with_ack<int>("add", 1, 2);
    ///     socket.timeout(5s).emit_with_ack<int>("add", 1, 2)([](error_code failed, int sum) {});
    ///
    /// Returns a deferred operation: it sends when it is awaited or called with a completion token,
    /// and owns its handle and copies of its arguments until then. It completes with
    /// `void(error_code, Answer)`; `Answer` is the first value of the answer, as in JavaScript, a
    /// `std::tuple` takes several, `void` none (then it is `void(error_code)`).
    ///
    /// For a broadcast it is `void(error_code, gathered<Answer>)`, a vector, and completes when
    /// everybody who was selected has answered or disconnected, or when the time is over. The
    /// answers that came are there also if there is an error, in the order of their arrival; an
    /// answer that is not an `Answer` is left out and is an error at the end. In a cluster its
    /// `silent` says which servers did not answer.
    ///
    /// Completes once, by posting, through the handler's associated executor. It always does:
    /// without a timeout it waits until the socket disconnects, for those of other servers of a
    /// cluster as long as `cluster_options::requests_timeout`. Whoever has no executor of its own
    /// completes on the shard of the server that called, from elsewhere on shard 0; the server has
    /// to run for that.
    ///
    /// Errors: `operation_has_timed_out`, `socket_disconnected` (for a broadcast: of one of those
    /// asked); `arguments_do_not_fit`, `argument_missing`, `number_out_of_range` (the answer is not
    /// an `Answer`); `reserved_event_name` and what encoding says (nothing was sent).
    ///
    /// Cancellation: terminal and partial; the event may have been handled, its answer is ignored.
    template <class Answer = unsaid, class... Argument>
    [[nodiscard]] auto emit_with_ack(std::string_view name, Argument&&... arguments) const {
        (expect_sendable<std::remove_cvref_t<Argument>>(), ...);
        refuse_braces<Argument...>();
        kept_arguments kept;
        (expect_owned<owned_argument_t<Argument>>(), ...);
        if constexpr ((encodable<Argument> && ...))
            (kept.add(own(std::forward<Argument>(arguments))), ...);
        constexpr bool said = !std::is_same_v<Answer, unsaid>;
        static_assert(said, "say which type the answer has, void if only that it came matters: "
                            "emit_with_ack<int>(\"question\")");
        return request<std::conditional_t<said, Answer, void>>(name, std::move(kept));
    }

    /// Sends a typed event and waits for the answer, whose type the event tells.
    template <fixed_string Name, class Result, class... Parameter, class... Argument>
    [[nodiscard]] auto emit_with_ack(event<Name, Result(Parameter...)>,
                                     Argument&&... arguments) const {
        constexpr bool right = all_fit<type_list<std::remove_cvref_t<Argument>...>,
                                       type_list<std::remove_cvref_t<Parameter>...>>;
        static_assert(right, "the arguments of emit_with_ack are not those of the typed event");
        (expect_sendable<std::remove_cvref_t<Parameter>>(), ...);
        refuse_braces<Argument...>();
        kept_arguments kept;
        if constexpr (right && (encodable<Parameter> && ...)) {
            (expect_owned<decltype(own_as<std::remove_cvref_t<Parameter>>(
                 std::forward<Argument>(arguments)))>(),
             ...);
            (kept.add(own_as<std::remove_cvref_t<Parameter>>(std::forward<Argument>(arguments))),
             ...);
        }
        return request<std::remove_cvref_t<Result>>(Name.view(), std::move(kept));
    }

protected:
    ~requester() = default;

private:
    [[nodiscard]] Derived const& self() const noexcept {
        return static_cast<Derived const&>(*this);
    }

    template <class... Argument>
    static constexpr void refuse_braces() noexcept {
        static_assert(
            (can_be_awaited<Argument> && ...),
            "this g++ destroys the struct twice if the call is awaited: give it a name "
            "first (offer const mine{1, name}; co_await "
            "socket.emit_with_ack<bool>(\"match\", mine)), compile with g++ 13, or define "
            "SOCKETIOTA_ALLOW_BRACES_IN_CO_AWAIT if no such call is awaited");
    }

    /// What is sent when the deferred operation is awaited or called.
    struct question {
        Derived target;
        std::string name;
        kept_arguments arguments;
    };

    template <class Answer>
    struct initiation {
        template <class Handler>
        void operator()(Handler&& handler, question const& asked) const {
            if constexpr (owning<Answer> && can_be_answer<Answer>)
                asked.target.start_request(asked.name, asked.arguments.list(),
                                           make_answer<Count, answer_kind<Count, Answer>>(
                                               std::forward<Handler>(handler),
                                               asked.target.get_executor(),
                                               asked.target.completion_executor()));
        }
    };

    template <class Answer>
    [[nodiscard]] auto request(std::string_view name, kept_arguments arguments) const {
        static_assert(owning<Answer>,
                      "an answer is an owning value (std::string instead of std::string_view)");
        static_assert(!owning<Answer> || can_be_answer<Answer>,
                      "this answer cannot be received: use types that have a socketiota::codec "
                      "with decode() and a default constructor, a std::tuple of them for several "
                      "values, or void");
        return operation<typename answer_kind<Count, Answer>::signature, initiation<Answer>,
                         question>(question{self(), std::string(name), std::move(arguments)});
    }
};

} // namespace socketiota::detail
