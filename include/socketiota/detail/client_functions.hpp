// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/connect_error.hpp>
#include <socketiota/detail/callback.hpp>
#include <socketiota/detail/lifecycle.hpp>
#include <socketiota/disconnect_details.hpp>
#include <socketiota/disconnect_reason.hpp>
#include <socketiota/export.hpp>
#include <socketiota/incoming.hpp>

#include <boost/asio/awaitable.hpp>

#include <memory>
#include <type_traits>
#include <utility>

/// How functions of a program that are about a client's socket reach the compiled library.
namespace socketiota {

class client_socket;

namespace detail {

using client_connect_handler = callback<void(client_socket const&)>;
using client_disconnect_handler =
    callback<void(client_socket const&, disconnect_reason, disconnect_details const&)>;
using client_error_handler = callback<void(client_socket const&, connect_error const&)>;
using client_any_handler = callback<void(client_socket const&, incoming const&)>;

/// Runs `work` where the handlers of `owner` run; an exception that leaves it reaches
/// `client::on_error`.
SOCKETIOTA_EXPORT void spawn(client_socket const& owner, boost::asio::awaitable<void> work,
                             when_disconnected then);

/// Whether a function wants to know more of a disconnect than its reason.
template <class F>
inline constexpr bool takes_disconnect_details =
    std::is_invocable_v<F&, client_socket const&, disconnect_reason, disconnect_details const&> ||
    std::is_invocable_v<F&, disconnect_reason, disconnect_details const&>;

/// A function of `client_socket`, then of `More`, each optional; `What` is the callback it becomes,
/// which may tell more than those.
template <class What, class F, class... More>
[[nodiscard]] What make_client_handler(F function) {
    constexpr bool right = is_lifecycle<F, client_socket, More...>;
    static_assert(right, "this function takes a socketiota::client_socket, then what has happened, "
                         "or only one of them, or nothing");
    if constexpr (right)
        return {[kept = std::make_shared<F>(std::move(function))](
                    client_socket const& who, More const&... more, auto const&...) {
                    call_lifecycle(kept, who, more...);
                },
                is_lifecycle<F const, client_socket, More...>};
    else
        return {};
}

} // namespace detail
} // namespace socketiota
