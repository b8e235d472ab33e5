// SPDX-License-Identifier: MIT
// The program's middlewares of the engine: they decide about each request, one after the other.
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>

#include <cstddef>
#include <exception>
#include <memory>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

#include <base/is_aborted.hpp>
#include <engine/handshake_record.hpp>
#include <loop/cancel_soon.hpp>
#include <server/server_foundation.hpp>

namespace socketiota {

namespace asio = boost::asio;

namespace {

/// One request on its way through the middlewares. What a coroutine looks at lives as long as it:
/// the request, the functions and what those have captured.
struct checked_request {
    std::shared_ptr<std::vector<request_guard> const> middlewares;
    handshake request;
    engine::handshake_decision decision;
    std::size_t next = 0;

    /// Asks those that are left. A coroutine that is to be awaited; nothing: it has been decided.
    [[nodiscard]] std::optional<asio::awaitable<verdict>> ask() {
        while (next < middlewares->size()) {
            auto answer = (*middlewares)[next++](request);
            if (auto* const later = std::get_if<asio::awaitable<verdict>>(&answer))
                return std::move(*later);
            if (!take(std::get<verdict>(answer)))
                return std::nullopt;
        }
        decision.accept();
        return std::nullopt;
    }

    /// Whether the request may go on; else it is refused.
    [[nodiscard]] bool take(verdict const& decided) {
        if (!decided.accepted())
            decision.refuse(decided.message());
        return decided.accepted();
    }
};

asio::awaitable<void> ask_on(std::shared_ptr<checked_request> checked,
                             asio::awaitable<verdict> first) {
    auto later = std::make_optional(std::move(first));
    while (later) {
        verdict const decided = co_await std::move(*later);
        if (!checked->take(decided))
            co_return;
        later = checked->ask();
    }
}

} // namespace

void server_foundation::check(std::shared_ptr<std::vector<request_guard> const> const& middlewares,
                              std::shared_ptr<engine::handshake_record const> const& request,
                              engine::handshake_decision decision) {
    // What throws refuses: the decision does so when it is destroyed.
    try {
        auto const checked = std::make_shared<checked_request>(
            checked_request{middlewares, handshake(request, nullptr), std::move(decision)});
        auto later = checked->ask();
        if (!later)
            return;
        server_part& here = part_here();
        if (here.work()->full()) {
            checked->decision.put_off(); // nothing of it has run yet
            return;
        }
        auto const cancels = std::make_shared<asio::cancellation_signal>();
        checked->decision.when_pointless(
            [weak = std::weak_ptr(cancels), executor = here.shard().get_executor()] {
                loop::cancel_soon(weak, executor);
            });
        asio::co_spawn(
            here.shard().get_executor(), ask_on(checked, std::move(*later)),
            asio::bind_cancellation_slot(
                cancels->slot(), [weak = weak_from_this(), cancels,
                                  slot = here.work()->take()](std::exception_ptr const& failure) {
                    auto const self = weak.lock();
                    if (failure && self && !base::is_aborted(failure))
                        self->log_hook_failure("engine_middlewares", failure);
                }));
    } catch (...) {
        log_hook_failure("engine_middlewares");
    }
}

} // namespace socketiota
