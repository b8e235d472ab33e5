// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/detail/callback.hpp>
#include <socketiota/value.hpp>

#include <boost/asio/awaitable.hpp>

#include <type_traits>
#include <utility>
#include <variant>

namespace socketiota {

/// What a client says of itself when it joins a namespace, which the server finds in
/// `handshake().auth()`: a value, or a function or coroutine that is called at each connect, so
/// that a token may be renewed.
///
///     options.auth = std::map<std::string, std::string>{{"token", "secret"}};
///     options.auth = [] { return sio::value(login{current_token()}); };
///     options.auth = [] () -> net::awaitable<sio::value> {
///         co_return sio::value(login{co_await fetch_token()});
///     };
///
/// A null value is not sent. An exception that leaves it is a `connect_error` whose stage is `nsp`.
/// It runs on the executor of the client. Source: the option `auth` of socket.io-client.
class client_auth {
public:
    /// Made by the library: what a call comes to.
    using outcome = std::variant<value, boost::asio::awaitable<value>>;

    /// Nothing.
    client_auth() noexcept = default;

    /// The same each time: anything with a `codec`.
    template <class T>

        requires encodable<T>

        client_auth(T const& said) : call_([said = value(said)]() -> outcome { return said; }) {}

        /// What `function()` returns: a `value`, or a coroutine that will.
        template <class F>

        requires std::is_invocable_r_v<value, F&> ||
            std::is_invocable_r_v<boost::asio::awaitable<value>, F&>

            client_auth(F function)
            : call_([kept = std::move(function)]() mutable -> outcome { return kept(); }) {}

        /// Whether there is any.
        explicit operator bool() const noexcept { return static_cast<bool>(call_); }

        /// For the library; only if there is any.
        [[nodiscard]] outcome operator()() const { return call_(); }

    private:
        detail::callback<outcome()> call_;
};

} // namespace socketiota
