// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include <base/metric_sink.hpp>
#include <base/outbox.hpp>
#include <base/timer_wheel.hpp>
#include <engine/engine_options.hpp>
#include <engine/handshake_record.hpp>
#include <engine/lifecycle_machine.hpp>
#include <engine/session.hpp>
#include <engine/session_surroundings.hpp>
#include <engine/transport.hpp>
#include <engine/upgrade_attempt.hpp>
#include <engine/upgrade_machine.hpp>
#include <wire/engine_packet.hpp>
#include <wire/engine_revision.hpp>
#include <wire/heartbeat_machine.hpp>

namespace socketiota::engine {

using wire::heartbeat_definition;
using wire::heartbeat_machine;

class live_session;

/// Who keeps sessions.
class session_owner {
public:
    /// `ended` is over: forget it and destroy it at the end of the turn.
    virtual void on_session_ended(live_session& ended) noexcept = 0;

protected:
    ~session_owner() = default;
};

/// An Engine.IO session: does what its machines say.
///
/// Which revision its client speaks and what carries its packets, it does not know: codec and
/// transport do.
///
/// Invariants: `carrier_` is there once it has begun; `attempt_` is there while `upgrade_` is
/// probing or probed. There is one deadline: the heartbeat while open, the limit for sending the
/// rest while closing.
///
/// Not thread safe: lives on one shard.
class live_session final : public session,
                           public loop::disposable,
                           private base::deadline,
                           private transport_owner,
                           private upgrade_owner {
public:
    live_session(session_surroundings const& around, session_owner& owner, std::string id,
                 std::shared_ptr<handshake_record const> handshake, wire::engine_revision protocol);
    ~live_session() override = default;

    /// Begins with a request. Has ended if it throws.
    void begin(engine_listener& host, transport_opening& with);

    /// Does now what is due at this time, although the wheel has not turned yet. False if that was
    /// its end.
    [[nodiscard]] bool catch_up() {
        if (home_.is_overdue(*this))
            on_deadline();
        return !ended();
    }

    /// Takes a request. False if what carries the session serves none (any more).
    [[nodiscard]] bool serve(http::exchange& request, http::header_list headers);

    /// Takes a request for another transport that names this session.
    void upgrade(transport_opening& with);

    [[nodiscard]] wire::engine_revision protocol() const noexcept override { return protocol_; }

    [[nodiscard]] std::string_view id() const noexcept override { return id_; }

    [[nodiscard]] loop::shard& shard() noexcept override { return home_; }

    [[nodiscard]] transport_kind transport() const noexcept override;

    [[nodiscard]] std::shared_ptr<handshake_record const> const&
    handshake() const noexcept override {
        return handshake_;
    }

    bool send(base::outgoing_ptr unit) override;
    [[nodiscard]] bool accepts_volatile() const noexcept override;

    [[nodiscard]] std::size_t unsent() const noexcept override { return outbox_.size(); }

    /// Octets of memory that wait to be sent.
    [[nodiscard]] std::size_t held() const noexcept { return outbox_.held(); }

    [[nodiscard]] bool open() const noexcept override;
    void close(close_mode mode) override;

    /// Closes it after sending because its server goes away, which its listener and the client are
    /// told.
    void send_away();
    std::size_t observe() override;
    void pause_reading() override;
    void resume_reading() override;

private:
    // Inputs of the machines.
    void on_deadline() override;
    void on_text_packet(std::span<char> text) override;
    void on_binary_packet(std::span<std::byte const> octets) override;
    delivery on_delivery(std::span<std::byte> body, wire::body_form form) override;
    void on_all_sent() override;
    void on_some_sent() override;
    void on_output_offered() override;
    void on_transport_failed(session_end const& how) noexcept override;
    void on_no_memory() noexcept override;
    void on_request_refused(metric counts) override;
    void on_probe_text(std::string_view text) override;
    void on_probe_binary() override;
    void on_probe_lost() noexcept override;
    void on_upgrade_deadline() override;
    void on_poke_due() override;

    // Steps of the machines.
    void step(lifecycle_machine::input_type what, session_end const& how);

    void step(heartbeat_machine::input_type what) {
        for (auto const todo : heartbeat_.step(what))
            perform(todo, what);
    }

    void step(upgrade_machine::input_type what, transport_opening* with = nullptr);
    void perform(heartbeat_machine::action_type what, heartbeat_machine::input_type because);
    void arm(std::chrono::milliseconds delay, heartbeat_machine::input_type because);
    void perform(upgrade_machine::action_type what, transport_opening* with);

    /// Does `work`. What is thrown, because memory is short, ends this session and nobody else: one
    /// that has done half of what its machines say would wait for what never comes.
    template <class F>
    void contain(F const& work) noexcept {
        try {
            work();
        } catch (...) {
            end_for_want_of_memory();
        }
    }

    void end_for_want_of_memory() noexcept;
    void announce(engine_listener& host);
    [[nodiscard]] delivery take_delivery(std::span<std::byte> body, wire::body_form form);
    [[nodiscard]] bool ended() const noexcept;
    void receive(wire::engine_packet const& packet, std::span<char> text);
    void take_text(std::span<char> text);
    void take_binary(std::span<std::byte const> octets);
    [[nodiscard]] bool tell_packet(engine_packet const& came);
    [[nodiscard]] bool tell_packet(wire::engine_packet const& came);
    void tell_of_units();

    void tell_left() {
        if (observed_) [[unlikely]]
            tell_of_units();
    }

    void push_own(std::string_view packet);
    void receive_message(wire::engine_packet const& packet, std::span<char> text);
    [[nodiscard]] bool beat_is_unsent() const noexcept;
    void fail(session_end const& how) noexcept;
    void begin_closing();
    void end(session_end const& how) noexcept;
    void take_probe(transport_opening& with);
    void switch_transport();
    void close_probe() noexcept;
    void say_open();
    void append_upgrades(base::output_buffer& text) const;

    // Apart from `around_`, which may be gone when an ended session is destroyed.
    loop::shard& home_;
    session_surroundings const& around_;
    session_owner& owner_;
    std::string id_;
    std::shared_ptr<handshake_record const> handshake_;
    std::unique_ptr<session_listener> listener_; // null while opening
    std::shared_ptr<engine::transport> carrier_;
    std::shared_ptr<upgrade_attempt> attempt_;
    base::outbox outbox_;
    lifecycle_machine lifecycle_{lifecycle_definition::first};
    heartbeat_machine heartbeat_{heartbeat_definition::first};
    upgrade_machine upgrade_{upgrade_definition::first};
    wire::engine_revision protocol_;
    bool paused_ = false;
    bool sent_away_ = false;
    bool observed_ = false; // by its listener, which is there by then or comes in this turn
};

} // namespace socketiota::engine
