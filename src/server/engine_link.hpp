// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/engine_session.hpp>

#include <atomic>
#include <cstddef>
#include <exception>
#include <functional>
#include <memory>
#include <string>

#include <engine/session.hpp>
#include <loop/home.hpp>
#include <loop/shard.hpp>

namespace socketiota {

/// What handles of an Engine.IO session refer to.
///
/// Invariant: `session_` is there until it has ended.
///
/// Thread safety: `send`, `close` and `open` from any thread; the rest belongs to the shard.
/// Whoever drops the last handle on another thread has it destroyed on the shard.
class engine_link final : public std::enable_shared_from_this<engine_link> {
public:
    /// Hears of exceptions out of functions of the program.
    using failure_function = std::function<void(engine_session const&, std::exception_ptr)>;

    [[nodiscard]] static std::shared_ptr<engine_link> make(std::shared_ptr<loop::shard> const& home,
                                                           engine::session& session,
                                                           failure_function on_failure);

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

    emit_result send(std::string_view text);
    emit_result send(bytes octets);
    void close();

    /// Tells the program of the new session.
    void begin(detail::callback<void(engine_session)> const& on_connection);

    void receive(std::string_view text) { call(on_text, text); }

    void receive(std::span<std::byte const> octets) { call(on_binary, octets); }

    void end(std::string_view reason);

    detail::callback<void(std::string_view)> on_text;
    detail::callback<void(std::span<std::byte const>)> on_binary;
    detail::callback<void(std::string_view)> on_close;

private:
    engine_link(std::shared_ptr<loop::shard> const& home, engine::session& session,
                failure_function on_failure);

    [[nodiscard]] emit_result send_here(std::string_view packet, std::vector<bytes> binary);
    void close_here();
    template <class Function, class Argument>
    void call(Function const& function, Argument argument);

    loop::home home_;
    engine::session* session_;
    std::string id_;
    class handshake handshake_;
    failure_function on_failure_;
    std::atomic<bool> open_ = true;
};

} // namespace socketiota
