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

#include <client/client_settings.hpp>
#include <client/manager.hpp>
#include <client/socket_core.hpp>
#include <support/http_server_peer.hpp>
#include <support/manual_shard.hpp>
#include <support/switch_protocols.hpp>
#include <support/websocket_peer.hpp>
#include <test_kit/memory_dialler.hpp>

namespace socketiota::test {

using namespace std::chrono_literals;

/// A client, everything that is real but connections and the clock, and the server's ends of its
/// WebSockets, which the test plays.
class client_life_scene {
public:
    static constexpr std::string_view usual_open =
        R"({"sid":"abc","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000})";

    [[nodiscard]] static client_options usual_options() {
        client_options options;
        options.transports = {transport::websocket};
        options.randomization_factor = 0;
        return options;
    }

    explicit client_life_scene(client_options options = usual_options())
        : settings_(clients::settings_of("http://server.example", std::move(options))) {}

    ~client_life_scene() {
        end();
        loop_.reset();
        time.settle();
    }

    /// The client is made, and its socket, which connects.
    void begin() {
        auto made = std::make_unique<test_kit::memory_dialler>(time.shared());
        dialler_ = made.get();
        loop_ = std::make_shared<clients::client_loop>(time.shared(),
                                                       clients::client_home(time.shared()));
        manager = loop::hold_at_home(
            std::make_unique<clients::manager>(loop_, settings_, std::move(made)));
        me = manager->socket("/")->handle();
    }

    /// The program destroys it.
    void end() {
        if (manager)
            manager->drop();
        time.settle();
        manager.reset();
        time.settle();
    }

    /// Whether the client dials.
    [[nodiscard]] bool is_dialled() noexcept {
        while (answered_ != dialled() && !dialler_->at(answered_).is_awaited())
            ++answered_; // given up
        return answered_ != dialled();
    }

    /// How often it has.
    [[nodiscard]] std::size_t dialled() const noexcept {
        return dialler_ == nullptr ? 0 : dialler_->attempts();
    }

    [[nodiscard]] test_kit::memory_dialler::attempt& next_attempt() {
        return dialler_->at(answered_++);
    }

    /// The server takes a connection and opens a session on it; false if none is dialled.
    bool open_session() {
        if (!accept_websocket())
            return false;
        say(std::string("0").append(usual_open));
        return true;
    }

    /// The server takes a connection and opens a WebSocket on it; false if none is dialled.
    bool accept_websocket() {
        if (!is_dialled())
            return false;
        auto const connection = next_attempt().accept();
        time.settle();
        http_server_peer peer(connection);
        if (!switch_protocols(peer))
            return false;
        server.emplace(connection, wire::websocket_role::server);
        time.settle();
        return true;
    }

    /// The server sends a text, if it has a connection.
    void say(std::string_view text) {
        if (server)
            server->text(text);
        time.settle();
    }

    /// Its session is open and its socket is in its namespace.
    void connect() {
        begin();
        time.settle();
        open_session();
        say(R"(40{"sid":"socket id"})");
    }

    /// The server ends the connection.
    void break_connection() {
        if (auto gone = std::exchange(server, std::nullopt))
            gone->connection().end();
        time.settle();
    }

    manual_shard time;
    std::shared_ptr<clients::manager> manager;
    std::optional<client_socket> me;
    std::optional<websocket_peer> server; // of the connection that was made last

private:
    clients::client_settings settings_;
    std::shared_ptr<clients::client_loop> loop_;
    test_kit::memory_dialler* dialler_ = nullptr; // the manager's
    std::size_t answered_ = 0;
};

} // namespace socketiota::test
