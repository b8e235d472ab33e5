// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/detail/pending_send.hpp>
#include <socketiota/engine_packet.hpp>
#include <socketiota/engine_session.hpp>
#include <socketiota/transport.hpp>

#include <atomic>
#include <cstddef>
#include <exception>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <engine/session.hpp>
#include <loop/home.hpp>
#include <loop/shard.hpp>
#include <server/engine_hooks.hpp>

namespace socketiota {

/// Hears of exceptions out of functions of the program.
class engine_failures {
public:
    virtual void on_failure(engine_session const& who, std::exception_ptr failure) noexcept = 0;

protected:
    ~engine_failures() = default;
};

/// What handles of an Engine.IO session refer to.
///
/// Invariant: `session_` is there until it has ended.
///
/// Thread safety: `send`, `close` and `open` from any thread; the rest belongs to the shard.
/// Whoever drops the last handle on another thread has it destroyed on the shard.
class engine_link final : public std::enable_shared_from_this<engine_link> {
public:
    /// `failures` must be there until the session has ended.
    [[nodiscard]] static std::shared_ptr<engine_link> make(std::shared_ptr<loop::shard> const& home,
                                                           engine::session& session,
                                                           engine_failures& failures);

    /// What the session calls. It keeps the link alive.
    [[nodiscard]] static std::unique_ptr<engine::session_listener>
    listener_of(std::shared_ptr<engine_link> link);

    [[nodiscard]] std::string const& id() const noexcept { return id_; }

    [[nodiscard]] class handshake const& handshake() const noexcept { return handshake_; }

    [[nodiscard]] loop::home const& home() const noexcept { return home_; }

    [[nodiscard]] bool is_live() const noexcept { return session_ != nullptr; }

    [[nodiscard]] bool open() const noexcept;

    [[nodiscard]] std::size_t unsent() const noexcept {
        return session_ != nullptr ? session_->unsent() : 0;
    }

    /// What carries it, or carried it last.
    [[nodiscard]] transport carrier() const noexcept { return carrier_; }

    /// Who waits, if somebody does, hears when it has left.
    emit_result send(std::string_view text, std::shared_ptr<detail::pending_send> waiting = {});
    emit_result send(bytes octets, std::shared_ptr<detail::pending_send> waiting = {});
    void close();

    /// Tells the program of the new session.
    void begin(detail::callback<void(engine_session)> const& on_connection);

    /// What few programs ask for. Only while it is live.
    [[nodiscard]] engine_hooks& hooks();

    /// The same, which hear of packets and units from now on.
    [[nodiscard]] engine_hooks& observing_hooks();

    void receive(std::string_view text) { call(on_text, text); }

    void receive(std::span<std::byte const> octets) { call(on_binary, octets); }

    // While it is observed, but for the first.
    void upgraded();
    void tell_packet(engine_packet const& packet);
    void tell_own_unit(engine_packet const& packet);
    void tell_left(std::size_t waiting);

    void end(std::string_view reason);

    detail::callback<void(std::string_view)> on_text;
    detail::callback<void(std::span<std::byte const>)> on_binary;
    detail::callback<void(std::string_view)> on_close;

private:
    engine_link(std::shared_ptr<loop::shard> const& home, engine::session& session,
                engine_failures& failures);

    emit_result send_packet(std::string packet, std::vector<bytes> binary,
                            std::shared_ptr<detail::pending_send> waiting);
    emit_result send_here(std::string_view packet, std::vector<bytes> binary,
                          std::shared_ptr<detail::pending_send> waiting);
    void tell_created(std::string_view packet, std::vector<bytes> const& binary);
    void close_here();
    template <class Function, class... Argument>
    void call(Function const& function, Argument const&... arguments);

    loop::home home_;
    engine::session* session_;
    std::string id_;
    class handshake handshake_;
    engine_failures& failures_;
    std::unique_ptr<engine_hooks> hooks_; // null until the program has asked for one
    std::atomic<bool> open_ = true;
    transport carrier_;
};

} // namespace socketiota
