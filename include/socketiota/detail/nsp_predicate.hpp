// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/detail/callback.hpp>
#include <socketiota/handshake.hpp>
#include <socketiota/value.hpp>

#include <boost/asio/awaitable.hpp>

#include <string>
#include <type_traits>
#include <utility>
#include <variant>

namespace socketiota::detail {

/// Whether a namespace may be made, or a coroutine that will say so.
using eventual_permission = std::variant<bool, boost::asio::awaitable<bool>>;

/// Whoever calls it keeps what it is given, and the function, until the coroutine has ended.
using nsp_predicate = callback<eventual_permission(std::string const&, handshake const&)>;

template <class Returned>
inline constexpr bool is_permission =
    std::is_same_v<std::remove_cvref_t<Returned>, bool> ||
    std::is_same_v<std::remove_cvref_t<Returned>, boost::asio::awaitable<bool>>;

template <class F, class... Taken>
[[nodiscard]] constexpr bool permits() noexcept {
    if constexpr (std::is_invocable_v<F&, Taken const&...>)
        return is_permission<std::invoke_result_t<F&, Taken const&...>>;
    else
        return false;
}

/// Keeps `auth` for a coroutine.
template <class F, class... More>
[[nodiscard]] boost::asio::awaitable<bool> await_permission(F& function, std::string const& name,
                                                            value auth, More const&... more) {
    co_return co_await function(name, std::as_const(auth), more...);
}

/// `more` is what it takes after name and `auth`.
template <class F, class... More>
[[nodiscard]] eventual_permission ask_with_auth(F& function, std::string const& name, value auth,
                                                More const&... more) {
    using returned = std::invoke_result_t<F&, std::string const&, value const&, More const&...>;
    if constexpr (std::is_same_v<std::remove_cvref_t<returned>, bool>)
        return function(name, std::as_const(auth), more...);
    else
        return await_permission(function, name, std::move(auth), more...);
}

template <class F>
[[nodiscard]] nsp_predicate make_nsp_predicate(F function) {
    constexpr bool of_all = permits<F, std::string, value, handshake>();
    constexpr bool of_auth = permits<F, std::string, value>();
    constexpr bool of_request = permits<F, std::string, handshake>();
    constexpr bool right = of_all || of_auth || of_request || permits<F, std::string>();
    static_assert(
        right, "server::of takes a name, a socketiota::nsp_pattern, or a function of the name of "
               "a namespace, after it a socketiota::value (auth) and a socketiota::handshake if "
               "it wants these, that returns bool or boost::asio::awaitable<bool>");
    if constexpr (right)
        return {
            [kept = std::move(function)](std::string const& name,
                                         handshake const& request) mutable -> eventual_permission {
                if constexpr (of_all)
                    return ask_with_auth(kept, name, request.auth(), request);
                else if constexpr (of_auth)
                    return ask_with_auth(kept, name, request.auth());
                else if constexpr (of_request)
                    return kept(name, request);
                else
                    return kept(name);
            },
            permits<F const, std::string, value, handshake>() ||
                permits<F const, std::string, value>() ||
                permits<F const, std::string, handshake>() || permits<F const, std::string>()};
    else
        return {};
}

} // namespace socketiota::detail
