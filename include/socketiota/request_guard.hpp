// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/detail/callback.hpp>
#include <socketiota/handshake.hpp>
#include <socketiota/verdict.hpp>

#include <boost/asio/awaitable.hpp>

#include <concepts>
#include <type_traits>
#include <utility>
#include <variant>

namespace socketiota {

/// Decides whether a connection may begin: any function of a `handshake` that returns `bool` or
/// `verdict`, or a coroutine that does.
///
///     options.allow_request = [](sio::handshake const& request) {
///         return request.header("origin") == "https://example.com";
///     };
///
/// It is asked once for each connection, not for the upgrade of its transport; of a server with
/// several shards by several threads at the same time. A refused client
/// gets status 403 with the verdict's message, over WebSocket 400.
class request_guard {
public:
    /// A verdict, or a coroutine that will have one.
    using decision = std::variant<verdict, boost::asio::awaitable<verdict>>;

    /// Accepts all.
    request_guard() noexcept = default;

    /// Keeps `function`, which may be move-only.
    template <class F>
        requires(!std::same_as<std::remove_cvref_t<F>, request_guard> &&
                 std::invocable<F&, handshake const&>)

    request_guard(F function)
        : decide_(
              [kept = std::move(function)](handshake const& request) mutable -> decision {
                  return as_decision(kept(request));
              },
              std::invocable<F const&, handshake const&>) {}

    /// Whether several threads may ask it at the same time, as far as its type tells.
    [[nodiscard]] bool shareable() const noexcept { return decide_.shareable(); }

    /// Whether there is a function to ask.
    explicit operator bool() const noexcept { return static_cast<bool>(decide_); }

    /// Asks the function, of which there must be one.
    [[nodiscard]] decision operator()(handshake const& request) const { return decide_(request); }

private:
    static verdict as_verdict(bool accepted) {
        return accepted ? verdict::accept() : verdict::reject("Forbidden");
    }

    static decision as_decision(bool accepted) { return as_verdict(accepted); }

    static decision as_decision(verdict decided) { return decision(std::move(decided)); }

    static decision as_decision(boost::asio::awaitable<verdict> later) {
        return decision(std::move(later));
    }

    static decision as_decision(boost::asio::awaitable<bool> later) {
        return wait_for(std::move(later));
    }

    static boost::asio::awaitable<verdict> wait_for(boost::asio::awaitable<bool> later) {
        co_return as_verdict(co_await std::move(later));
    }

    detail::callback<decision(handshake const&)> decide_;
};

} // namespace socketiota
