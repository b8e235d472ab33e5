// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/cancel_on_disconnect.hpp>
#include <socketiota/detail/callback.hpp>
#include <socketiota/detail/invocation.hpp>
#include <socketiota/disconnect_reason.hpp>
#include <socketiota/export.hpp>
#include <socketiota/incoming.hpp>
#include <socketiota/transport.hpp>
#include <socketiota/verdict.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/this_coro.hpp>

#include <exception>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>

/// How functions of the program that are not event handlers reach the compiled library: each with
/// one signature, whatever the program wrote.
namespace socketiota {

class socket;
struct expired_session;

namespace detail {

using connection_handler = callback<void(socket const&)>;
using disconnect_handler = callback<void(socket const&, disconnect_reason)>;
using upgrade_handler = callback<void(socket const&, transport)>;
using any_handler = callback<void(socket const&, incoming const&)>;

/// A room was made or is gone; a socket came into a room or left it.
using room_handler = callback<void(std::string const& room)>;
using membership_handler = callback<void(std::string const& room, std::string const& socket_id)>;
using expiry_handler = callback<void(expired_session const&)>;

/// A verdict, or a coroutine that will have one.
using eventual_verdict = std::variant<verdict, boost::asio::awaitable<verdict>>;
using connection_guard = callback<eventual_verdict(socket&)>;
using event_guard = callback<verdict(socket&, incoming const&)>;

/// Runs `work` on the shard of `owner`; an exception that leaves it reaches `on_error`.
SOCKETIOTA_EXPORT void spawn(socket const& owner, boost::asio::awaitable<void> work,
                             when_disconnected then);

/// The whole life of a coroutine: it keeps its function, whose captures it may use, and copies of
/// what that takes.
template <class F, class... Taken>
[[nodiscard]] boost::asio::awaitable<void> run_lifecycle(std::shared_ptr<F> keep, Taken... taken) {
    if constexpr (!is_cancelled_on_disconnect<F>) {
        co_await (*keep)(std::as_const(taken)...);
    } else {
        std::exception_ptr failure;
        try {
            co_await (*keep)(std::as_const(taken)...);
        } catch (...) {
            failure = std::current_exception();
        }
        if (!failure)
            co_return;
        boost::asio::cancellation_state const state =
            co_await boost::asio::this_coro::cancellation_state;
        if (!ended_by_cancellation(state, failure))
            std::rethrow_exception(std::move(failure));
    }
}

/// Calls `function` with `taken`; runs the coroutine if it is one.
template <class F, class Owner, class... Taken>
void begin_lifecycle(std::shared_ptr<F> const& function, Owner const& owner,
                     Taken const&... taken) {
    using returned = std::invoke_result_t<F&, Taken const&...>;
    if constexpr (std::is_same_v<returned, boost::asio::awaitable<void>>) {
        static_assert(!(std::is_same_v<Taken, incoming> || ...),
                      "this handler cannot be a coroutine: a socketiota::incoming is gone when the "
                      "coroutine goes on. Take what you need of it in a function, and co_spawn "
                      "from there");
        spawn(owner, run_lifecycle(function, taken...),
              is_cancelled_on_disconnect<F> ? when_disconnected::is_cancelled
                                            : when_disconnected::goes_on);
    } else {
        static_assert(std::is_void_v<returned>,
                      "this handler returns nothing, or boost::asio::awaitable<void>");
        static_assert(!is_cancelled_on_disconnect<F>,
                      "cancel_on_disconnect takes a coroutine: a function has returned before "
                      "its socket can disconnect");
        (*function)(taken...);
    }
}

/// Whether `function` takes some of (`Owner`, `More`...), in this order.
template <class F, class Owner, class... More>
inline constexpr bool is_lifecycle =
    std::is_invocable_v<F&, Owner const&, More const&...> ||
    std::is_invocable_v<F&, More const&...> || std::is_invocable_v<F&, Owner const&> ||
    std::is_invocable_v<F&>;

/// Calls `function` with what it takes of (`owner`, `more`...).
template <class F, class Owner, class... More>
void call_lifecycle(std::shared_ptr<F> const& function, Owner const& owner, More const&... more) {
    if constexpr (std::is_invocable_v<F&, Owner const&, More const&...>)
        begin_lifecycle(function, owner, owner, more...);
    else if constexpr (std::is_invocable_v<F&, More const&...>)
        begin_lifecycle(function, owner, more...);
    else if constexpr (std::is_invocable_v<F&, Owner const&>)
        begin_lifecycle(function, owner, owner);
    else
        begin_lifecycle(function, owner);
}

template <class F>
[[nodiscard]] connection_handler make_connection_handler(F function) {
    constexpr bool right = is_lifecycle<F, socket>;
    static_assert(right, "a handler of a connection takes a socketiota::socket, or nothing");
    if constexpr (right)
        return {[kept = std::make_shared<F>(std::move(function))](socket const& who) {
                    call_lifecycle(kept, who);
                },
                is_lifecycle<F const, socket>};
    else
        return {};
}

template <class F>
[[nodiscard]] disconnect_handler make_disconnect_handler(F function) {
    constexpr bool right = is_lifecycle<F, socket, disconnect_reason>;
    static_assert(right, "a handler of a disconnect takes a socketiota::socket, then a "
                         "socketiota::disconnect_reason, or only one of them, or nothing");
    if constexpr (right)
        return {[kept = std::make_shared<F>(std::move(function))](
                    socket const& who, disconnect_reason why) { call_lifecycle(kept, who, why); },
                is_lifecycle<F const, socket, disconnect_reason>};
    else
        return {};
}

template <class F>
[[nodiscard]] upgrade_handler make_upgrade_handler(F function) {
    constexpr bool right = is_lifecycle<F, socket, transport>;
    static_assert(right, "a handler of an upgrade takes a socketiota::socket, then a "
                         "socketiota::transport, or only one of them, or nothing");
    if constexpr (right)
        return {[kept = std::make_shared<F>(std::move(function))](
                    socket const& who, transport now) { call_lifecycle(kept, who, now); },
                is_lifecycle<F const, socket, transport>};
    else
        return {};
}

template <class F>
[[nodiscard]] any_handler make_any_handler(F function) {
    constexpr bool right = is_lifecycle<F, socket, incoming>;
    static_assert(right, "a handler of any event takes a socketiota::socket, then a "
                         "socketiota::incoming, or only one of them, or nothing");
    if constexpr (right)
        return {[kept = std::make_shared<F>(std::move(function))](
                    socket const& who, incoming const& event) { call_lifecycle(kept, who, event); },
                is_lifecycle<F const, socket, incoming>};
    else
        return {};
}

template <class F>
[[nodiscard]] connection_guard make_connection_guard(F function) {
    // What it returns is looked at here: a conversion to a variant says nothing of verdicts.
    constexpr bool right = std::is_invocable_r_v<verdict, F&, socket&> ||
                           std::is_invocable_r_v<boost::asio::awaitable<verdict>, F&, socket&>;
    static_assert(right,
                  "a middleware takes a socketiota::socket& and returns a socketiota::verdict, or "
                  "boost::asio::awaitable<socketiota::verdict>");
    if constexpr (right)
        return {[kept = std::move(function)](socket& who) mutable -> eventual_verdict {
                    return kept(who);
                },
                std::is_invocable_v<F const&, socket&>};
    else
        return {};
}

template <class F>
[[nodiscard]] event_guard make_event_guard(F function) {
    constexpr bool takes_both = std::is_invocable_r_v<verdict, F&, socket&, incoming const&>;
    constexpr bool right = takes_both || std::is_invocable_r_v<verdict, F&, incoming const&>;
    static_assert(right, "a middleware of events takes a socketiota::incoming const&, before it a "
                         "socketiota::socket& if it wants that, and returns a "
                         "socketiota::verdict; it cannot be a coroutine, because the event is gone "
                         "when that goes on");
    if constexpr (takes_both)
        return [kept = std::move(function)](socket& who, incoming const& event) mutable -> verdict {
            return kept(who, event);
        };
    else if constexpr (right)
        return [kept = std::move(function)](socket&, incoming const& event) mutable -> verdict {
            return kept(event);
        };
    else
        return {};
}

} // namespace detail
} // namespace socketiota
