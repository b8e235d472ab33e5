// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/detail/callback.hpp>
#include <socketiota/detail/invocation.hpp>
#include <socketiota/detail/lifecycle.hpp>
#include <socketiota/disconnect_reason.hpp>
#include <socketiota/export.hpp>
#include <socketiota/incoming.hpp>
#include <socketiota/transport.hpp>
#include <socketiota/verdict.hpp>

#include <boost/asio/awaitable.hpp>

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
