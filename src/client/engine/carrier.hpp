// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/transport.hpp>

#include <cstddef>
#include <string_view>

#include <base/outbox.hpp>
#include <client/engine/session_end.hpp>
#include <loop/disposable.hpp>
#include <wire/engine_packet.hpp>

namespace socketiota::clients {

/// Whose packets a carrier carries.
///
/// In each of these calls the owner may close the carrier, but must keep it alive until the end
/// of the turn.
class carrier_owner {
public:
    /// A WebSocket is open.
    virtual void on_opened() = 0;

    /// Its data is valid during the call.
    virtual void on_packet(wire::engine_packet const& packet) = 0;

    /// Everything given was sent.
    virtual void on_all_sent() = 0;

    /// Nothing is under way any more, as `carrier::pause` asked for.
    virtual void on_paused() = 0;

    /// It cannot go on. The owner answers with `close`.
    virtual void on_transport_failed(session_end const& how) noexcept = 0;

protected:
    ~carrier_owner() = default;
};

/// What carries the packets of a client's session.
///
/// Not thread safe: belongs to its shard.
class carrier : public loop::disposable {
public:
    carrier(carrier const&) = delete;
    carrier& operator=(carrier const&) = delete;

    [[nodiscard]] virtual transport kind() const noexcept = 0;

    /// Begins.
    virtual void start() = 0;

    /// How far it is, for whoever gives up a session that does not open.
    [[nodiscard]] virtual connection_stage stage() const noexcept = 0;

    /// From now on it sends what is in `source`, whose session has that id.
    ///
    /// @param most octets that the server takes at once; 0: it has not said.
    virtual void send_from(base::outbox& source, std::string_view sid, std::size_t most) = 0;

    /// The outbox got something: it leaves at the end of the turn, if it can leave at all.
    virtual void output_ready() = 0;

    /// Whether what is sent now leaves at the end of this turn.
    [[nodiscard]] virtual bool sends_at_once() const noexcept = 0;

    /// The octets of a unit that the server has to take at once.
    [[nodiscard]] virtual std::size_t
    largest_delivery(base::outgoing const& unit) const noexcept = 0;

    /// Octets of the first unit of the outbox that are out.
    [[nodiscard]] virtual std::size_t sent_of_first() const noexcept = 0;

    /// Sends a text that is no part of a unit before all else: `2probe` and `5`.
    virtual void send_aside(std::string_view text) = 0;

    /// Ends what is under way and begins nothing more; says so with `on_paused`.
    virtual void pause() = 0;

    /// Goes on after all.
    virtual void resume() = 0;

    /// Sends what there is, and then what the server has to be told at the end; says so with
    /// `on_all_sent`. Nothing else comes from it meanwhile.
    virtual void finish() = 0;

    /// Says farewell; nothing comes from it any more.
    virtual void close() noexcept = 0;

protected:
    carrier() = default;
    ~carrier() = default;
};

} // namespace socketiota::clients
