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
/// It is called on the server's thread, of a server with several shards on that of each and at the
/// same time. Its request stays valid until a coroutine has ended.
class http_handler {
public:
    /// A response, or a coroutine that will have one.
    using answer = std::variant<http_response, boost::asio::awaitable<http_response>>;

    /// Keeps `function`, which may be move-only.
    template <class F>
        requires(!std::same_as<std::remove_cvref_t<F>, http_handler> &&
                 (std::is_invocable_v<F&, http_request const&> || std::is_invocable_v<F&>))

    http_handler(F function)
        : handle_(
              [kept = std::move(function)](
                  [[maybe_unused]] http_request const& request) mutable -> answer {
                  static_assert(
                      !std::is_invocable_v<F&> || !std::is_invocable_v<F&, http_request>,
                      "a handler of a route takes one socketiota::http_request const&, or "
                      "nothing, and not either");
                  constexpr bool takes_request = std::is_invocable_v<F&, http_request const&>;
                  using returned =
                      typename std::conditional_t<takes_request,
                                                  std::invoke_result<F&, http_request const&>,
                                                  std::invoke_result<F&>>::type;
                  constexpr bool right =
                      std::is_same_v<returned, http_response> ||
                      std::is_same_v<returned, boost::asio::awaitable<http_response>>;
                  static_assert(right,
                                "a handler of a route returns a socketiota::http_response, or "
                                "boost::asio::awaitable<socketiota::http_response>");
                  if constexpr (!right)
                      return http_response();
                  else if constexpr (takes_request)
                      return kept(request);
                  else
                      return kept();
              },
              std::is_invocable_v<F const&, http_request const&> || std::is_invocable_v<F const&>) {
    }

    /// Whether several threads may call it at the same time, as far as its type tells.
    [[nodiscard]] bool shareable() const noexcept { return handle_.shareable(); }

    /// Calls the function, of which there must be one.
    [[nodiscard]] answer operator()(http_request const& request) const { return handle_(request); }

private:
    detail::callback<answer(http_request const&)> handle_;
};

} // namespace socketiota
