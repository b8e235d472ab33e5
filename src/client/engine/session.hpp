// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

#include <base/outbox.hpp>
#include <base/timer_wheel.hpp>
#include <client/engine/carrier.hpp>
#include <client/engine/engine_handshake.hpp>
#include <client/engine/engine_settings.hpp>
#include <client/engine/session_end.hpp>
#include <client/engine/session_machine.hpp>
#include <loop/shard.hpp>
#include <websocket/closing_connections.hpp>
#include <wire/heartbeat_machine.hpp>

namespace socketiota::clients {

/// What the sessions of a client share.
struct session_surroundings {
    loop::shard& shard;
    loop::dialler& dialler;
    engine_settings const& settings;
    websocket::closing_connections& closing;
};

/// Who has a session.
///
/// In each of these calls it may close the session, but must keep it alive until the end of the
/// turn.
class session_owner {
public:
    virtual void on_session_open() = 0;

    /// A message, valid during the call.
    virtual void on_text(std::string_view text) = 0;
    virtual void on_binary(std::span<std::byte const> octets) = 0;

    /// A ping came, for who wants to know.
    virtual void on_ping() = 0;

    /// It is carried by WebSocket from now on.
    virtual void on_upgraded() = 0;

    /// Everything given was sent.
    virtual void on_all_sent() = 0;

    /// It is over; also if it never was open.
    virtual void on_session_ended(session_end const& how) noexcept = 0;

protected:
    ~session_owner() = default;
};

/// An Engine.IO session with a server: does what its machines say.
///
/// Invariants: `carrier_` is there once it has begun; `probe_` is there while the machine is
/// probing or pausing. There is one deadline: the heartbeat while open, the limit for sending the
/// rest from when it is to close.
///
/// Not thread safe: lives on one shard.
class session final : public loop::disposable, private base::deadline, private carrier_owner {
public:
    /// All must outlive it.
    ///
    /// @param first the place of the transport to begin with in `engine_settings::transports`.
    session(session_surroundings const& around, session_owner& owner, std::size_t first = 0);
    ~session();

    /// Begins.
    void start();

    /// Tells another from now on.
    void set_owner(session_owner& owner) noexcept { owner_ = &owner; }

    /// Queues a unit. False, and it is dropped, if it is not open (any more), or if more waits than
    /// `engine_settings::max_outbox_bytes`.
    bool send(base::outgoing_ptr unit);

    [[nodiscard]] bool open() const noexcept;

    /// Whether what is sent now leaves at the end of this turn.
    [[nodiscard]] bool sends_at_once() const noexcept;

    /// Whether the server takes a unit of that size.
    [[nodiscard]] bool takes(base::outgoing const& unit) const noexcept;

    /// Octets that wait to be sent.
    [[nodiscard]] std::size_t unsent() const noexcept { return outbox_.size(); }

    /// What the server has said; once it is open.
    [[nodiscard]] engine_handshake const& handshake() const noexcept { return handshake_; }

    /// What carries it, or has carried it last; once it has begun.
    [[nodiscard]] transport kind() const noexcept { return carrier_->kind(); }

    /// Sends what there is, says farewell and ends.
    void close();

    /// Ends now.
    void abort() noexcept;

    /// Ends now, because of what it has brought.
    ///
    /// @param why a sentence.
    void refuse(disconnect_reason reason, std::string_view why) noexcept;

    /// Ends now, because there is no memory to go on.
    void end_for_want_of_memory() noexcept;

private:
    class probe;

    // Inputs of the machines.
    void on_deadline() override;

    void on_opened() override {}

    void on_packet(wire::engine_packet const& packet) override;
    void on_all_sent() override;
    void on_paused() override;
    void on_transport_failed(session_end const& how) noexcept override;
    void on_probe(session_machine::input_type what) noexcept;

    // Steps of the machines.
    void step(session_machine::input_type what, session_end const& how);
    void perform(session_machine::action_type what, session_end const& how);
    void step(wire::heartbeat_machine::input_type what);
    void perform(wire::heartbeat_machine::action_type what,
                 wire::heartbeat_machine::input_type because);
    void arm(std::chrono::milliseconds delay, wire::heartbeat_machine::input_type because);

    /// Does `work`. What is thrown, because memory is short, ends this session and nobody else.
    template <class F>
    void contain(F const& work) noexcept {
        try {
            work();
        } catch (...) {
            end_for_want_of_memory();
        }
    }

    [[nodiscard]] bool closes() const noexcept;
    void receive(wire::engine_packet const& packet);
    void begin_with(transport which);
    [[nodiscard]] bool tries_next() const noexcept;
    void take_handshake(std::string_view json);
    void take_message(wire::engine_packet const& packet);
    void announce();
    void begin_probe();
    void switch_carrier();
    void limit_closing();
    void begin_closing();
    void push(base::outgoing_ptr unit);
    void push_beat(std::string_view packet);
    void fail(session_end const& how);
    void end(session_end const& how) noexcept;
    void drop_probe() noexcept;
    void let_go(std::shared_ptr<carrier> of) noexcept;

    session_surroundings const around_;
    session_owner* owner_;
    std::size_t place_; // of the transport it has begun with
    engine_handshake handshake_;
    std::shared_ptr<carrier> carrier_;
    std::unique_ptr<probe> probe_;
    base::outbox outbox_;
    session_machine machine_{session_definition::first};
    wire::heartbeat_machine heartbeat_{wire::heartbeat_definition::first};
};

} // namespace socketiota::clients
