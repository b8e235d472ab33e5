// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <engine/engine.hpp>
#include <http/front.hpp>
#include <support/http_peer.hpp>
#include <support/manual_shard.hpp>
#include <support/memory_channel.hpp>
#include <support/recording_host.hpp>
#include <support/websocket_octets.hpp>
#include <support/websocket_peer.hpp>

namespace socketiota::test {

using namespace std::chrono_literals;
using lines = std::vector<std::string>;

inline constexpr std::string_view polling_target = "/socket.io/?EIO=4&transport=polling";
inline constexpr std::string_view websocket_target = "/socket.io/?EIO=4&transport=websocket";

inline header_lines upgrade_headers() { return {upgrade_fields.begin(), upgrade_fields.end()}; }

/// A server of one shard with everything but sockets: real HTTP, a real engine, a clock that stands
/// still, and a hub that writes down what it hears.
class engine_scene {
public:
    explicit engine_scene(engine::engine_options options = {})
        : engine_(std::make_unique<engine::engine>(
              engine::engine::parts{time.shard(), host, metrics, nullptr, 5},
              std::make_shared<engine::engine_options const>(std::move(options)))),
          front_(std::make_unique<http::front>(time.shared(), *engine_, http::http_options{},
                                               metrics)) {}

    ~engine_scene() { destroy_engine(); }

    /// As a server that closes.
    void close() {
        engine_->close();
        front_->close();
    }

    void destroy_engine() {
        front_.reset();
        engine_.reset();
        time.settle(); // what ended is destroyed at the end of the turn
    }

    /// A new connection.
    [[nodiscard]] http_peer connect() {
        auto peer = std::make_shared<memory_peer>(time.context());
        front_->accept(peer->server_end());
        return http_peer(std::move(peer));
    }

    /// Sends a request on a connection of its own; what is behind it may still be to come.
    http_peer send(std::string_view method, std::string_view target, std::string_view body = {},
                   header_lines const& headers = {}) {
        http_peer peer = connect();
        peer.request(method, target, body, headers);
        time.settle();
        return peer;
    }

    /// Sends a request and takes its answer. Status 0: there is none.
    answer ask(std::string_view method, std::string_view target, std::string_view body = {},
               header_lines const& headers = {}) {
        return send(method, target, body, headers).take_answer().value_or(answer{});
    }

    /// A polling handshake; the id of the new session.
    std::string handshake() {
        std::string const open = ask("GET", polling_target).body;
        std::size_t const begin = open.find("\"sid\":\"");
        return begin == std::string::npos ? std::string() : open.substr(begin + 7, 20);
    }

    [[nodiscard]] static std::string polling(std::string const& sid) {
        return std::string(polling_target) + "&sid=" + sid;
    }

    [[nodiscard]] static std::string websocket(std::string const& sid) {
        return std::string(websocket_target) + "&sid=" + sid;
    }

    /// A poll that waits.
    http_peer poll(std::string const& sid) { return send("GET", polling(sid)); }

    answer post(std::string const& sid, std::string_view body) {
        return ask("POST", polling(sid), body);
    }

    /// A WebSocket; its upgrade was answered with 101.
    std::optional<websocket_peer> open_websocket(std::string_view target = websocket_target) {
        http_peer peer = send("GET", target, {}, upgrade_headers());
        auto const answered = peer.take_answer();
        if (!answered || answered->status != 101)
            return std::nullopt;
        return websocket_peer(peer.shared());
    }

    /// Sends a unit with attachments on the last session.
    void emit(std::string_view text, std::vector<bytes> attachments = {}) {
        host.last()->send(time.shard().units().make(text, std::move(attachments)));
        time.settle();
    }

    [[nodiscard]] engine::session& session() { return *host.last(); }

    [[nodiscard]] engine::engine& subject() noexcept { return *engine_; }

    /// Nothing is left of anybody.
    [[nodiscard]] bool is_empty() {
        time.settle();
        return engine_->session_count() == 0 && engine_->unfinished() == 0 && host.alive() == 0 &&
               time.shard().units().alive() == 0;
    }

    /// HTTP connections that are open.
    [[nodiscard]] std::size_t connections() const noexcept { return front_->size(); }

    manual_shard time;
    recording_host host;
    counting_sink metrics;

private:
    std::unique_ptr<engine::engine> engine_;
    std::unique_ptr<http::front> front_;
};

} // namespace socketiota::test
