// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <utility>

#include <client/engine/session.hpp>
#include <client/engine/websocket_carrier.hpp>

namespace socketiota::clients {

/// A WebSocket that is being tried for a session that polls.
class session::probe final : public carrier_owner {
public:
    explicit probe(session& of)
        : of_(of),
          made_(std::make_shared<websocket_carrier>(of.around_.shard, of.around_.dialler,
                                                    of.around_.settings, of.around_.closing,
                                                    of.handshake_.sid, *this)) {}

    void start() { made_->start(); }

    /// What it has made, which tells the session from now on.
    [[nodiscard]] std::shared_ptr<websocket_carrier> release() noexcept {
        made_->set_owner(of_);
        return std::move(made_);
    }

private:
    void on_opened() override { made_->send_aside("2probe"); }

    void on_packet(wire::engine_packet const& packet) override {
        if (packet.type == wire::engine_packet_type::pong && packet.data == "probe")
            of_.on_probe(session_machine::input_type::probe_answered);
        else
            of_.on_probe(session_machine::input_type::probe_failed);
    }

    void on_all_sent() override {}

    void on_paused() override {}

    void on_transport_failed(session_end const&) noexcept override {
        of_.on_probe(session_machine::input_type::probe_failed);
    }

    session& of_;
    std::shared_ptr<websocket_carrier> made_;
};

} // namespace socketiota::clients
