// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include <engine/session_surroundings.hpp>
#include <engine/transport.hpp>
#include <http/exchange.hpp>
#include <websocket/connection.hpp>

namespace socketiota::engine {

/// A connection that becomes a WebSocket, and what answers its upgrade request.
struct websocket_arrival {
    http::detached_connection connection;
    std::string opening;
    std::optional<websocket::agreed_deflate> deflate;
    /// The client cannot take binary frames and said so with `b64` in the query.
    bool wants_base64 = false;
};

/// Packets of one session as frames of a WebSocket.
///
/// Not thread safe: belongs to its shard.
class websocket_transport final : public transport, private websocket::connection_owner {
public:
    websocket_transport(session_surroundings const& around, transport_owner& owner,
                        websocket_arrival& arrival, wire::engine_revision protocol);

    /// Begins to send what `source` holds, if there is one.
    void start(base::outbox* source) { connection_.start(*this, source, {}); }

    /// Reads what came before it had its owner.
    void read(std::span<std::byte> octets) { connection_.on_data(octets); }

    [[nodiscard]] transport_kind kind() const noexcept override {
        return transport_kind::websocket;
    }

    [[nodiscard]] bool may_be_upgraded() const noexcept override { return false; }

    [[nodiscard]] bool serve(http::exchange&, http::header_list) override { return false; }

    void set_owner(transport_owner& owner, base::outbox& source) override;

    void output_ready() override { connection_.output_ready(); }

    [[nodiscard]] bool sends_at_once() const noexcept override { return !connection_.blocked(); }

    [[nodiscard]] std::size_t sent_of_first() const noexcept override {
        return connection_.sent_of_first();
    }

    void pause_reading() override { connection_.pause_reading(); }

    void resume_reading() override { connection_.resume_reading(); }

    void poke() override {}

    /// Once for each probe, as the official server.
    void answer_probe() override { connection_.send_aside("3probe"); }

    void close_after_sending() override { connection_.output_ready(); }

    void close(bool going_away) noexcept override;

private:
    void on_websocket_text(std::span<char> text) override { owner_->on_text_packet(text); }

    void on_websocket_binary(std::span<std::byte const> octets) override {
        owner_->on_binary_packet(octets);
    }

    void on_websocket_drained() override { owner_->on_all_sent(); }

    void on_websocket_blocked() override { owner_->on_some_sent(); }

    void on_websocket_failed(websocket::failure const& how) noexcept override;

    websocket::closing_connections& closing_;
    transport_owner* owner_;
    websocket::connection connection_;
};

/// A WebSocket with which a session begins or is upgraded.
class websocket_opening final : public transport_opening {
public:
    websocket_opening(session_surroundings const& around, websocket_arrival arrival,
                      wire::engine_revision protocol) noexcept
        : around_(around), arrival_(std::move(arrival)), protocol_(protocol) {}

    [[nodiscard]] std::shared_ptr<transport> make(transport_owner& owner,
                                                  base::outbox* source) override;
    void read_early(transport& made) override;
    void refuse() override;

private:
    session_surroundings const& around_;
    websocket_arrival arrival_;
    wire::engine_revision protocol_;
};

} // namespace socketiota::engine
