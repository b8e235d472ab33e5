// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/cancel_on_disconnect.hpp>
#include <socketiota/detail/invocation.hpp>
#include <socketiota/incoming.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/this_coro.hpp>

#include <exception>
#include <memory>
#include <type_traits>
#include <utility>

/// Functions of the program that hear how something lives: each takes of what there is to know what
/// it wants, and may be a coroutine, which `spawn(Owner const&, awaitable<void>,
/// when_disconnected)` runs, found by its arguments.
namespace socketiota::detail {

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

} // namespace socketiota::detail
