// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <client/engine/session.hpp>
#include <support/counting_sink.hpp>
#include <support/http_server_peer.hpp>
#include <support/manual_shard.hpp>
#include <support/recording_session_owner.hpp>
#include <support/switch_protocols.hpp>
#include <support/websocket_peer.hpp>
#include <test_kit/memory_dialler.hpp>
#include <websocket/closing_connections.hpp>

namespace socketiota::test {

using namespace std::chrono_literals;
using lines = std::vector<std::string>;

/// What a server opens a session with, as the official one does.
inline constexpr std::string_view usual_open =
    R"(0{"sid":"abc","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000})";

/// The same without an upgrade.
inline constexpr std::string_view open_for_good =
    R"(0{"sid":"abc","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000})";

inline clients::engine_settings usual_settings() {
    clients::engine_settings chosen;
    chosen.where.host = "server.example";
    chosen.where.port = 80;
    chosen.authority = "server.example";
    return chosen;
}

inline clients::engine_settings websocket_settings() {
    clients::engine_settings chosen = usual_settings();
    chosen.transports = {transport::websocket};
    return chosen;
}

inline clients::engine_settings settings_of_revision_3() {
    clients::engine_settings chosen = usual_settings();
    chosen.revision = wire::engine_revision::three;
    return chosen;
}

/// A payload of revision 3 that is text alone.
inline std::string payload_of_3(std::string_view packet) {
    return std::to_string(packet.size()).append(1, ':').append(packet);
}

/// What an owner hears when the heartbeat fails.
inline constexpr std::string_view silent = "ended: ping timeout at engine: the server was silent "
                                           "for longer than it said that it would be";

/// A session of a client, everything that is real but sockets and the clock, and its server's ends
/// of the connections, which the test plays.
class client_session_scene {
public:
    explicit client_session_scene(clients::engine_settings chosen = usual_settings())
        : settings(std::move(chosen)) {}

    ~client_session_scene() {
        if (session_)
            session_->abort();
        let_go();
        closing_.clear();
        time.settle();
    }

    /// A session begins.
    void begin(std::size_t first = 0) {
        session_ = std::make_shared<clients::session>(
            clients::session_surroundings{time.shard(), dialler, settings, closing_}, *hears,
            first);
        session_->start();
    }

    /// As an owner whose session is over.
    void let_go() {
        if (session_)
            time.shard().dispose(std::move(session_));
    }

    [[nodiscard]] clients::session& session() noexcept { return *session_; }

    [[nodiscard]] bool has_session() const noexcept { return session_ != nullptr; }

    // ---- what the client sends ----

    /// A text; false if the session does not take it.
    bool send(std::string_view text) {
        return session_->send(time.shard().units().make('4' + std::string(text)));
    }

    bool send_binary(std::string_view octets) {
        return session_->send(time.shard().units().make_binary(octets));
    }

    // ---- what the server does ----

    /// Whether the client has dialled and nobody has answered.
    [[nodiscard]] bool is_dialled() const noexcept { return answered_ != dialler.attempts(); }

    /// The first attempt that was not answered.
    [[nodiscard]] test_kit::memory_dialler::attempt& next_attempt() {
        return dialler.at(answered_++);
    }

    [[nodiscard]] http_server_peer accept() {
        http_server_peer peer(next_attempt().accept());
        time.settle();
        return peer;
    }

    /// Answers the request for a WebSocket that has come, with further headers and what comes
    /// behind them.
    void switch_protocols(http_server_peer& peer, std::string_view behind = {},
                          std::string_view headers = {}) {
        static_cast<void>(test::switch_protocols(peer, headers, behind));
        time.settle();
    }

    [[nodiscard]] websocket_peer accept_websocket() {
        http_server_peer peer = accept();
        switch_protocols(peer);
        return websocket_peer(peer.shared(), wire::websocket_role::server);
    }

    /// A session is open and its first poll has come, on the connection that is returned.
    [[nodiscard]] http_server_peer open_by_polling(std::string_view packet = open_for_good) {
        begin();
        http_server_peer polls = accept();
        answer(polls, packet);
        return polls;
    }

    /// A session of a WebSocket alone is open.
    [[nodiscard]] websocket_peer open_by_websocket(std::string_view packet = open_for_good) {
        begin();
        websocket_peer peer = accept_websocket();
        say(peer, packet);
        return peer;
    }

    /// Takes a request and answers it with 200.
    std::optional<asked> answer(http_server_peer& peer, std::string_view body) {
        auto request = peer.take_request();
        peer.answer(200, body);
        time.settle();
        return request;
    }

    void say(websocket_peer& peer, std::string_view text) {
        peer.text(text);
        time.settle();
    }

    // ---- what is left ----

    /// Nothing is left of a session that is over.
    [[nodiscard]] bool is_empty() {
        let_go();
        time.settle();
        return !is_dialled_still() && time.shard().units().alive() == 0;
    }

    clients::engine_settings settings;
    manual_shard time;
    test_kit::memory_dialler dialler{time.shared()};
    recording_session_owner owner;
    clients::session_owner* hears = &owner; // of the session that begins next

private:
    [[nodiscard]] bool is_dialled_still() {
        for (std::size_t place = 0; place < dialler.attempts(); ++place)
            if (dialler.at(place).is_awaited())
                return true;
        return false;
    }

    counting_sink metrics_;
    websocket::closing_connections closing_{time.shard(), metrics_};
    std::shared_ptr<clients::session> session_;
    std::size_t answered_ = 0;
};

} // namespace socketiota::test
