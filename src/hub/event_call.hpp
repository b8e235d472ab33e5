// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/detail/invocation.hpp>
#include <socketiota/incoming.hpp>

#include <exception>

#include <event/received_event.hpp>
#include <hub/socket_core.hpp>
#include <packet/incoming_packet.hpp>

namespace socketiota::hub {

/// One event while its handlers run.
class event_call final : public detail::invocation {
public:
    event_call(socket_core& core, packet::incoming_packet const& packet) noexcept
        : invocation(packet.id.has_value()), core_(core), packet_(packet), event_(packet) {}

    [[nodiscard]] reader& arguments() override { return event_.arguments(); }

    void spawn(boost::asio::awaitable<void> handler, detail::when_disconnected then) override;

    /// The event as middlewares and `on_any` see it.
    [[nodiscard]] incoming const& decoded() { return event_.decoded(); }

private:
    error_code send_ack(detail::argument_list const& results) override;
    [[nodiscard]] detail::late_answer make_late_answer(bool wants_ack) override;
    void on_bad_argument(detail::bad_argument const& problem) override;
    void on_exception(std::exception_ptr failure) override;

    socket_core& core_;
    packet::incoming_packet const& packet_;
    events::received_event event_;
};

} // namespace socketiota::hub
