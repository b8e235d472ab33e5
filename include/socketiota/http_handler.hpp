// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/detail/callback.hpp>
#include <socketiota/http_request.hpp>
#include <socketiota/http_response.hpp>

#include <boost/asio/awaitable.hpp>

#include <concepts>
#include <type_traits>
#include <utility>
#include <variant>

namespace socketiota {

/// Answers the requests of one route: any function of an `http_request const&`, or of nothing, that
/// returns an `http_response` or a coroutine that does.
///
/// It is called on the server's thread. Its request stays valid until a coroutine has ended.
class http_handler {
public:
    /// A response, or a coroutine that will have one.
    using answer = std::variant<http_response, boost::asio::awaitable<http_response>>;

    /// Keeps `function`, which may be move-only.
    template <class F>
        requires(!std::same_as<std::remove_cvref_t<F>, http_handler> &&
                 (std::is_invocable_v<F&, http_request const&> || std::is_invocable_v<F&>))

    http_handler(F function)
        : handle_([kept = std::move(function)](http_request const& request) mutable -> answer {
              static_assert(!std::is_invocable_v<F&> || !std::is_invocable_v<F&, http_request>,
                            "a handler of a route takes one socketiota::http_request const&, or "
                            "nothing, and not either");
              if constexpr (std::is_invocable_v<F&, http_request const&>) {
                  check<std::invoke_result_t<F&, http_request const&>>();
                  return kept(request);
              } else {
                  check<std::invoke_result_t<F&>>();
                  return kept();
              }
          }) {}

    /// Calls the function, of which there must be one.
    [[nodiscard]] answer operator()(http_request const& request) const { return handle_(request); }

private:
    template <class Returned>
    static constexpr void check() {
        static_assert(std::is_same_v<Returned, http_response> ||
                          std::is_same_v<Returned, boost::asio::awaitable<http_response>>,
                      "a handler of a route returns a socketiota::http_response, or "
                      "boost::asio::awaitable<socketiota::http_response>");
    }

    detail::callback<answer(http_request const&)> handle_;
};

} // namespace socketiota
