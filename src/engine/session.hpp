// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/engine_packet.hpp>
#include <socketiota/transport.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include <base/outgoing.hpp>
#include <loop/shard.hpp>
#include <wire/engine_revision.hpp>

namespace socketiota::engine {

class handshake_record;

/// Why a session ended; `to_string` gives the text that Node's `close` event gives.
enum class close_reason : std::uint8_t {
    transport_error,
    transport_close,
    forced_close,
    ping_timeout,
    parse_error,
};

[[nodiscard]] std::string_view to_string(close_reason reason) noexcept;

enum class transport_kind : std::uint8_t { polling, websocket };

[[nodiscard]] std::string_view to_string(transport_kind kind) noexcept;

/// As programs know it.
[[nodiscard]] constexpr socketiota::transport to_public(transport_kind kind) noexcept {
    return kind == transport_kind::websocket ? socketiota::transport::websocket
                                             : socketiota::transport::polling;
}

/// How `session::close` treats what is still unsent.
enum class close_mode : std::uint8_t {
    /// Sends it first (an idle polling client gets up to 30 seconds to fetch it).
    after_sending,
    /// Drops it.
    at_once,
};

/// Who receives what comes in on a session: the Socket.IO client on top of it.
///
/// Calls come on the session's shard. During each of them the session may be closed, but it stays
/// alive until the end of the turn.
class session_listener {
public:
    virtual ~session_listener() = default;

    /// One text packet of type message, without its type digit. Valid and writable during the call
    /// only. It is UTF-8.
    virtual void on_text(std::span<char> text) = 0;

    /// One binary packet. Valid during the call only.
    virtual void on_binary(std::span<std::byte const> octets) = 0;

    /// Another transport carries it now: `session::transport`.
    virtual void on_upgraded() {}

    // Once the session is observed.

    /// A packet came; what it means comes after this.
    virtual void on_engine_packet(engine_packet const&) {}

    /// The session itself, not its host, is about to queue a unit: a ping or a pong.
    virtual void on_own_unit(engine_packet const&) {}

    /// The transport has taken units, or none: so many are left.
    virtual void on_units_left(std::size_t) {}

    /// Its server goes away, and closes it after this call.
    virtual void on_going_away() {}

    /// The session ended; the last call. `description` is Node's detail, for logs and metrics.
    virtual void on_closed(close_reason reason, std::string_view description) = 0;
};

/// One Engine.IO connection, whatever transport it uses at the moment.
///
/// Not thread safe: lives on one shard from first byte to last.
class session {
public:
    session(session const&) = delete;
    session& operator=(session const&) = delete;
    virtual ~session() = default;

    [[nodiscard]] virtual std::string_view id() const noexcept = 0;
    [[nodiscard]] virtual loop::shard& shard() noexcept = 0;

    /// Which revision of Engine.IO its client speaks, for as long as it lives.
    [[nodiscard]] virtual wire::engine_revision protocol() const noexcept = 0;

    [[nodiscard]] virtual transport_kind transport() const noexcept = 0;

    /// The first request of the session, shared by all sockets of its client.
    [[nodiscard]] virtual std::shared_ptr<handshake_record const> const&
    handshake() const noexcept = 0;

    /// Queues `unit`; it leaves at the end of the turn, or with the next poll. Whether too much
    /// waits is judged then. False if it was dropped: the session is closing.
    virtual bool send(base::outgoing_ptr unit) = 0;

    /// Whether what is sent now leaves at the end of this turn: no bytes of an earlier turn wait,
    /// and with long-polling a poll is pending. A volatile unit is dropped otherwise.
    [[nodiscard]] virtual bool accepts_volatile() const noexcept = 0;

    /// Octets that wait to be sent, with those of answered polls that the client has not taken.
    [[nodiscard]] virtual std::size_t unsent() const noexcept = 0;

    /// Whether `send` still has an effect.
    [[nodiscard]] virtual bool open() const noexcept = 0;

    /// Ends the session with `forced_close`. Its listener hears `on_closed` when it has ended.
    virtual void close(close_mode mode) = 0;

    /// Has its listener hear of packets and units from now on. Returns how many units wait.
    virtual std::size_t observe() = 0;

    /// Stops and resumes reading what the client sends, for back pressure from slow handlers.
    virtual void pause_reading() = 0;
    virtual void resume_reading() = 0;

protected:
    session() = default;
};

/// Who takes new sessions: the hub.
class engine_listener {
public:
    /// `opened` has sent its open packet. The listener lives as long as the session.
    [[nodiscard]] virtual std::unique_ptr<session_listener> on_session(session& opened) = 0;

protected:
    ~engine_listener() = default;
};

} // namespace socketiota::engine
