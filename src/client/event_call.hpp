// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/detail/invocation.hpp>
#include <socketiota/event_errors.hpp>
#include <socketiota/incoming.hpp>

#include <exception>
#include <optional>
#include <string>
#include <utility>

#include <client/manager.hpp>
#include <client/socket_core.hpp>
#include <event/received_event.hpp>
#include <packet/incoming_packet.hpp>

namespace socketiota::clients {

/// One event of the server while its handlers run.
class socket_core::event_call final : public detail::invocation {
public:
    event_call(socket_core& core, packet::incoming_packet const& packet) noexcept
        : invocation(packet.id.has_value()), core_(core), packet_(packet), event_(packet) {}

    [[nodiscard]] reader& arguments() override { return event_.arguments(); }

    void spawn(boost::asio::awaitable<void> handler, detail::when_disconnected then) override {
        if (core_.owner_ != nullptr && core_.owner_->may_run_handler())
            core_.spawn(std::move(handler), then);
    }

    /// The event as `on_any` sees it.
    [[nodiscard]] incoming const& decoded() { return event_.decoded(); }

private:
    error_code send_ack(detail::argument_list const& results) override {
        return core_.answer(packet_.id.value_or(0), results);
    }

    [[nodiscard]] detail::late_answer make_late_answer(bool wants_ack) override {
        return {core_.weak_from_this(), wants_ack ? packet_.id : std::nullopt};
    }

    void on_bad_argument(detail::bad_argument const& problem) override {
        core_.report(
            std::make_exception_ptr(bad_arguments(std::string(packet_.event_name), problem.index,
                                                  problem.reason, std::string(problem.sentence))));
    }

    void on_exception(std::exception_ptr failure) override { core_.report(std::move(failure)); }

    socket_core& core_;
    packet::incoming_packet const& packet_;
    events::received_event event_;
};

} // namespace socketiota::clients
