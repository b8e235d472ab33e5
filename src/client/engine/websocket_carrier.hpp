// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <client/engine/carrier.hpp>
#include <client/engine/engine_settings.hpp>
#include <client/engine/websocket_opening.hpp>
#include <loop/shard.hpp>
#include <websocket/closing_connections.hpp>
#include <websocket/connection.hpp>

namespace socketiota::clients {

/// Packets of a session as frames of a WebSocket.
///
/// Not thread safe: belongs to its shard.
class websocket_carrier final : public carrier,
                                private opening_owner,
                                private websocket::connection_owner {
public:
    /// All must outlive it.
    ///
    /// @param sid of the session that is to go on with it; empty: a new one begins.
    websocket_carrier(loop::shard& home, loop::dialler& with, engine_settings const& settings,
                      websocket::closing_connections& closing, std::string sid,
                      carrier_owner& owner);
    ~websocket_carrier() = default;

    [[nodiscard]] transport kind() const noexcept override { return transport::websocket; }

    void start() override;
    [[nodiscard]] connection_stage stage() const noexcept override;
    void send_from(base::outbox& source, std::string_view sid, std::size_t most) override;
    void output_ready() override;

    [[nodiscard]] bool sends_at_once() const noexcept override {
        return connection_ && !connection_->blocked();
    }

    /// That of its largest message.
    [[nodiscard]] std::size_t largest_delivery(base::outgoing const& unit) const noexcept override;

    [[nodiscard]] std::size_t sent_of_first() const noexcept override {
        return connection_ ? connection_->sent_of_first() : 0;
    }

    void send_aside(std::string_view text) override { connection_->send_aside(text); }

    /// Tells another from now on.
    void set_owner(carrier_owner& owner) noexcept { owner_ = &owner; }

    /// Nobody upgrades from it.
    void pause() override {}

    void resume() override {}

    /// What is sent beside the outbox goes first, so it says so also if that is empty.
    void finish() override { output_ready(); }

    void close() noexcept override;

private:
    // The request.
    void on_answer_head(wire::response_head const& head) override;
    void on_opened(std::unique_ptr<loop::channel> made, wire::websocket_agreement const& agreed,
                   std::span<std::byte> rest) override;
    void on_refused(wire::response_head const& head, std::string_view sentence,
                    std::span<std::byte const> body) override;
    void on_not_opened(connection_failure why) noexcept override;

    // What it became.
    void on_websocket_text(std::span<char> text) override;
    void on_websocket_binary(std::span<std::byte const> octets) override;

    void on_websocket_drained() override { owner_->on_all_sent(); }

    void on_websocket_failed(websocket::failure const& how) noexcept override;

    /// Does `work`. What is thrown, because memory is short, fails this carrier and nobody else.
    template <class F>
    void contain(F const& work) noexcept {
        try {
            work();
        } catch (...) {
            fail(disconnect_reason::transport_error, out_of_memory(connection_stage::http));
        }
    }

    void take(std::optional<wire::engine_packet> const& packet);
    void fail(disconnect_reason reason, connection_failure why) noexcept;

    loop::shard& home_;
    engine_settings const& settings_;
    websocket::closing_connections& closing_;
    carrier_owner* owner_;
    std::shared_ptr<websocket_opening> opening_; // null once it is open or closed
    std::optional<websocket::connection> connection_;
    bool has_heard_ = false; // a packet
    bool closed_ = false;
};

} // namespace socketiota::clients
