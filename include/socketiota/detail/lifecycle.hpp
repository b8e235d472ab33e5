// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/detail/callback.hpp>
#include <socketiota/disconnect_reason.hpp>
#include <socketiota/export.hpp>
#include <socketiota/incoming.hpp>
#include <socketiota/verdict.hpp>

#include <boost/asio/awaitable.hpp>

#include <type_traits>
#include <utility>
#include <variant>

/// How functions of the program that are not event handlers reach the compiled library: each with
/// one signature, whatever the program wrote.
namespace socketiota {

class socket;

namespace detail {

using connection_handler = callback<void(socket const&)>;
using disconnect_handler = callback<void(socket const&, disconnect_reason)>;
using any_handler = callback<void(socket const&, incoming const&)>;

/// A verdict, or a coroutine that will have one.
using eventual_verdict = std::variant<verdict, boost::asio::awaitable<verdict>>;
using connection_guard = callback<eventual_verdict(socket&)>;
using event_guard = callback<verdict(socket&, incoming const&)>;

/// Runs `work` on the shard of `owner`; an exception that leaves it reaches `on_error`.
SOCKETIOTA_EXPORT void spawn(socket const& owner, boost::asio::awaitable<void> work);

/// Calls `function` with what it takes of (`owner`, `more`...); runs the coroutine if it is one.
template <class F, class... More>
void call_lifecycle(F& function, socket const& owner, More const&... more) {
    if constexpr (std::is_invocable_v<F&, socket const&, More const&...>) {
        using returned = std::invoke_result_t<F&, socket const&, More const&...>;
        if constexpr (std::is_same_v<returned, boost::asio::awaitable<void>>) {
            spawn(owner, function(owner, more...));
        } else {
            static_assert(std::is_void_v<returned>,
                          "this handler returns nothing, or boost::asio::awaitable<void>");
            function(owner, more...);
        }
    } else if constexpr (std::is_invocable_v<F&, More const&...>) {
        function(more...);
    } else if constexpr (std::is_invocable_v<F&, socket const&>) {
        function(owner);
    } else {
        static_assert(std::is_invocable_v<F&>, "this handler takes a socketiota::socket");
        function();
    }
}

template <class F>
[[nodiscard]] connection_handler make_connection_handler(F function) {
    return [kept = std::move(function)](socket const& who) mutable { call_lifecycle(kept, who); };
}

template <class F>
[[nodiscard]] disconnect_handler make_disconnect_handler(F function) {
    return [kept = std::move(function)](socket const& who, disconnect_reason reason) mutable {
        call_lifecycle(kept, who, reason);
    };
}

template <class F>
[[nodiscard]] any_handler make_any_handler(F function) {
    return [kept = std::move(function)](socket const& who, incoming const& event) mutable {
        call_lifecycle(kept, who, event);
    };
}

template <class F>
[[nodiscard]] connection_guard make_connection_guard(F function) {
    using returned = std::invoke_result_t<F&, socket&>;
    static_assert(std::is_same_v<returned, verdict> ||
                      std::is_same_v<returned, boost::asio::awaitable<verdict>>,
                  "a middleware takes a socketiota::socket& and returns a socketiota::verdict, or "
                  "boost::asio::awaitable<socketiota::verdict>");
    return
        [kept = std::move(function)](socket& who) mutable -> eventual_verdict { return kept(who); };
}

template <class F>
[[nodiscard]] event_guard make_event_guard(F function) {
    return [kept = std::move(function)](socket& who, incoming const& event) mutable -> verdict {
        if constexpr (std::is_invocable_r_v<verdict, F&, socket&, incoming const&>)
            return kept(who, event);
        else
            return kept(event);
    };
}

} // namespace detail
} // namespace socketiota
