// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

#include <base/timer_wheel.hpp>
#include <websocket/connection.hpp>

namespace socketiota::engine {

/// Who decides about an upgrade: the session.
class upgrade_owner {
public:
    virtual void on_probe_text(std::string_view text) = 0;
    virtual void on_probe_binary() = 0;
    virtual void on_probe_lost() noexcept = 0;
    virtual void on_upgrade_deadline() = 0;
    virtual void on_poke_due() = 0;

protected:
    ~upgrade_owner() = default;
};

/// A WebSocket that wants to take a session over from polling, and the two deadlines of that.
/// Exists only while an upgrade is under way, so that other sessions pay nothing for it.
///
/// Not thread safe: belongs to its shard.
class upgrade_attempt final : public websocket::connection_owner, public loop::disposable {
public:
    upgrade_attempt(loop::shard& home, upgrade_owner& owner,
                    std::shared_ptr<websocket::connection> websocket,
                    std::chrono::milliseconds limit);

    /// Begins to read; see `websocket::connection::start`.
    void start(std::span<std::byte> already_read);

    /// Calls `upgrade_owner::on_poke_due` after a tenth of a second, as Node does.
    void arm_poke();

    /// Once for each probe, as the official server.
    void answer_probe() { websocket_->send_aside("3probe"); }

    /// Says farewell on the WebSocket.
    void close(websocket::closing_connections& closing) noexcept { websocket_->close(closing); }

    /// Gives the WebSocket away: the upgrade is done.
    [[nodiscard]] std::shared_ptr<websocket::connection> release() noexcept;

    void on_websocket_text(std::span<char> text) override;
    void on_websocket_binary(std::span<std::byte const> octets) override;
    void on_websocket_drained() override;
    void on_websocket_failed(websocket::failure const& how) noexcept override;

private:
    class limit_deadline final : public base::deadline {
    public:
        explicit limit_deadline(upgrade_owner& owner) noexcept : owner_(owner) {}

    private:
        void on_deadline() override { owner_.on_upgrade_deadline(); }

        upgrade_owner& owner_;
    };

    class poke_deadline final : public base::deadline {
    public:
        explicit poke_deadline(upgrade_owner& owner) noexcept : owner_(owner) {}

    private:
        void on_deadline() override { owner_.on_poke_due(); }

        upgrade_owner& owner_;
    };

    loop::shard& home_;
    upgrade_owner& owner_;
    std::shared_ptr<websocket::connection> websocket_;
    limit_deadline limit_;
    poke_deadline poke_;
};

} // namespace socketiota::engine
