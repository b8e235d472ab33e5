// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <client/websocket/websocket_core.hpp>
#include <support/http_server_peer.hpp>
#include <support/manual_shard.hpp>
#include <support/switch_protocols.hpp>
#include <support/websocket_peer.hpp>
#include <test_kit/memory_dialler.hpp>

namespace socketiota::test {

using namespace std::chrono_literals;

/// A plain WebSocket of a client, everything that is real but connections and the clock, and the
/// server's ends of its connections, which the test plays.
class websocket_life_scene {
public:
    [[nodiscard]] static websocket_client_options usual_options() {
        websocket_client_options options;
        options.per_message_deflate.reset();
        return options;
    }

    explicit websocket_life_scene(websocket_client_options options = usual_options()) {
        auto made = std::make_unique<test_kit::memory_dialler>(time.shared());
        dialler_ = made.get();
        loop_ = std::make_shared<clients::client_loop>(time.shared(),
                                                       clients::client_home(time.shared()));
        auto settings = clients::settings_of("ws://server.example/feed", std::move(options));
        settings.deflate = loop_->deflate(settings.options.per_message_deflate);
        core = loop::hold_at_home(
            std::make_unique<clients::websocket_core>(loop_, std::move(settings), std::move(made)));
    }

    ~websocket_life_scene() {
        end();
        loop_.reset();
        time.settle();
    }

    /// The program destroys it.
    void end() {
        if (core)
            core->drop();
        core.reset();
        time.settle();
    }

    // ---- what the program does; it says what comes of that ----

    void connect() {
        core->contain([this] { core->connect(waits("connect")); });
        time.settle();
    }

    void receive() {
        core->contain([this] { core->receive(waits_for_message()); });
        time.settle();
    }

    void send(std::string_view text) {
        core->contain([&] { core->send(text, {}, waits("send")); });
        time.settle();
    }

    void close(std::uint16_t code = 1000, std::string_view reason = {}) {
        core->contain([&] { core->close(code, reason, waits("close")); });
        time.settle();
    }

    // ---- what the server does ----

    [[nodiscard]] bool is_dialled() noexcept {
        while (answered_ != dialler_->attempts() && !dialler_->at(answered_).is_awaited())
            ++answered_; // given up
        return answered_ != dialler_->attempts();
    }

    [[nodiscard]] test_kit::memory_dialler::attempt& next_attempt() {
        return dialler_->at(answered_++);
    }

    /// The server takes a connection and makes a WebSocket of it; false if none is dialled.
    bool open(std::string_view lines = {}) {
        if (!is_dialled())
            return false;
        auto const connection = next_attempt().accept();
        time.settle();
        http_server_peer peer(connection);
        if (!switch_protocols(peer, lines))
            return false;
        server.emplace(connection, wire::websocket_role::server);
        time.settle();
        return true;
    }

    /// It is connected.
    void begin() {
        connect();
        open();
    }

    /// The server sends a text, if it has a connection.
    void say(std::string_view text) {
        if (server)
            server->text(text);
        time.settle();
    }

    /// The server closes.
    void say_close(std::uint16_t code, std::string_view reason = {}) {
        if (server)
            server->close({code, reason});
        time.settle();
    }

    manual_shard time;
    std::shared_ptr<clients::websocket_core> core;
    std::optional<websocket_peer> server; // of the connection that was made last
    std::vector<std::string> heard;
    int waiting = 0; // for what they have asked for

    /// Who says under that name what an operation came to.
    [[nodiscard]] clients::websocket_core::pending waits(std::string name) {
        ++waiting;
        return detail::make_outcome<detail::no_value>(
            [this, name = std::move(name)](error_code failure) {
                hear([&] { return name + ": " + (failure ? failure.message() : "done"); });
            },
            core->home().executor_for_ends());
    }

private:
    /// Somebody waits no more. What it came to is not heard if there is no memory for it.
    template <class Words>
    void hear(Words const& words) {
        --waiting;
        try {
            heard.push_back(words());
        } catch (std::bad_alloc const&) {
            heard.clear();
        }
    }

    [[nodiscard]] clients::websocket_core::pending_message waits_for_message() {
        ++waiting;
        return detail::make_outcome<websocket_message>(
            [this](error_code failure, websocket_message const& came) {
                hear([&] {
                    return failure        ? "receive: " + failure.message()
                           : came.is_text ? came.content
                                          : "<binary " + came.content + '>';
                });
            },
            core->home().executor_for_ends());
    }

    std::shared_ptr<clients::client_loop> loop_;
    test_kit::memory_dialler* dialler_ = nullptr; // the core's
    std::size_t answered_ = 0;
};

} // namespace socketiota::test
