// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/http_request.hpp>
#include <socketiota/http_response.hpp>

#include <cstddef>
#include <exception>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include <base/timer_wheel.hpp>
#include <http/exchange.hpp>
#include <http/router.hpp>

namespace socketiota::http {

/// One request on its way through a handler of the program.
///
/// Invariant: `exchange_` and `owner_` are there until the answer is given, or the client has left
/// or the front has closed; after that nothing but a coroutine may keep this alive, for the sake of
/// the request that it looks at.
///
/// Not thread safe: belongs to its shard.
class routed_exchange final : public std::enable_shared_from_this<routed_exchange>,
                              private exchange_listener,
                              private base::deadline {
public:
    routed_exchange(router& owner, std::shared_ptr<router::route const> route, exchange& served,
                    http_request::parts request, std::size_t index);

    /// Calls the handler, once the body is there.
    void start();

    [[nodiscard]] std::size_t& index() noexcept { return index_; }

private:
    void on_body(std::span<std::byte> body) override;
    void on_body_too_large() override;
    void on_aborted() override;
    void on_deadline() override;

    /// Does `work`. What is thrown for want of memory ends the connection: it must not end a
    /// coroutine or a turn of others, nor leave a request that nobody answers.
    template <class F>
    void contain(F const& work) noexcept;

    void call();
    void await(boost::asio::awaitable<http_response> later);
    void finish(std::exception_ptr const& failure, http_response const& made);
    void answer(http_response const& made);
    void answer_failure(std::string_view why);
    [[nodiscard]] exchange& end() noexcept;

    router* owner_;
    std::shared_ptr<router::route const> route_;
    exchange* exchange_;
    http_request::parts parts_;           // until the body is there
    std::optional<http_request> request_; // from then on
    std::size_t index_;
};

} // namespace socketiota::http
