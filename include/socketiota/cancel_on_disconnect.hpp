// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/export.hpp>

#include <boost/asio/cancellation_state.hpp>

#include <concepts>
#include <exception>
#include <type_traits>
#include <utility>

namespace socketiota {
namespace detail {

/// A coroutine that is cancelled when its socket disconnects, else as the function it holds.
template <class F>
class cancelled_on_disconnect {
public:
    explicit cancelled_on_disconnect(F function) : function_(std::move(function)) {}

    template <class... Argument>
        requires std::invocable<F&, Argument...>

    decltype(auto) operator()(Argument&&... arguments) {
        return function_(std::forward<Argument>(arguments)...);
    }

    template <class... Argument>
        requires std::invocable<F const&, Argument...>

    decltype(auto) operator()(Argument&&... arguments) const {
        return function_(std::forward<Argument>(arguments)...);
    }

private:
    F function_;
};

template <class F>
inline constexpr bool is_cancelled_on_disconnect = false;

template <class F>
inline constexpr bool is_cancelled_on_disconnect<cancelled_on_disconnect<F>> = true;

/// Whether a coroutine has ended because it was cancelled, which is no failure: it was asked to
/// end, and `failure` is the `operation_aborted` by which it did.
[[nodiscard]] SOCKETIOTA_EXPORT bool
ended_by_cancellation(boost::asio::cancellation_state const& state,
                      std::exception_ptr const& failure) noexcept;

} // namespace detail

/// Has a coroutine end when its socket disconnects, instead of going on without it.
///
///     io.on_connection(sio::cancel_on_disconnect([](sio::socket me) -> net::awaitable<void> {
///         net::steady_timer timer(me.get_executor());
///         for (;;) {
///             me.emit("time", now());
///             timer.expires_after(1s);
///             co_await timer.async_wait(net::use_awaitable);
///         }
///     }));
///
/// For handlers of `on`, `once` and `on_connection` that return `boost::asio::awaitable`. When the
/// socket has disconnected and its `on_disconnect` handlers have run, the coroutine gets a terminal
/// cancellation: what it awaits completes with `operation_aborted`, and so does its next
/// `co_await`. What it throws because of that is reported to nobody; any other exception reaches
/// `on_error` as always.
///
/// A coroutine that must finish some of its work says so itself, as with any cancellation of Asio:
/// `co_await net::this_coro::reset_cancellation_state(net::disable_cancellation())`.
///
/// Not a default, because most handlers have begun something that they should finish.
template <class F>
[[nodiscard]] auto cancel_on_disconnect(F&& handler) {
    return detail::cancelled_on_disconnect<std::decay_t<F>>(std::forward<F>(handler));
}

} // namespace socketiota
