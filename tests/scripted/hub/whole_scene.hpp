// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/detail/handler.hpp>
#include <socketiota/socket.hpp>

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <engine/engine.hpp>
#include <http/front.hpp>
#include <hub/hub.hpp>
#include <hub/nsp_part.hpp>
#include <support/http_peer.hpp>
#include <support/manual_shard.hpp>
#include <support/memory_channel.hpp>
#include <support/recording_host.hpp>
#include <support/websocket_octets.hpp>
#include <support/websocket_peer.hpp>

namespace socketiota::test {

using namespace std::chrono_literals;

/// Real HTTP, a real engine and a real hub over connections in memory, on a clock that stands
/// still.
class whole_scene {
public:
    explicit whole_scene(hub::hub_options const& options)
        : hub_(std::make_unique<hub::hub>(
              hub::nsp_directory::of(std::make_shared<loop::shard_set>(std::vector{time.shared()}),
                                     nullptr),
              0, options, metrics)),
          engine_(std::make_unique<engine::engine>(
              engine::engine::parts{time.shard(), *hub_, metrics, nullptr, 0},
              std::make_shared<engine::engine_options const>())),
          front_(std::make_unique<http::front>(time.shared(), *engine_, http::http_options{},
                                               metrics)) {}

    ~whole_scene() {
        close();
        front_.reset();
        engine_.reset();
        time.settle(); // what ended is destroyed at the end of the turn
    }

    /// As a server closes.
    void close() {
        hub_->close();
        engine_->close();
        time.settle();
    }

    template <class F>
    void on(std::string_view name, F handler) {
        hub_->all().of("/")->part_at(0)->listeners.add(
            name, detail::make_handler<socket>(std::move(handler)), false);
    }

    http_peer send(std::string_view method, std::string const& query, std::string_view body = {},
                   header_lines const& headers = {}) {
        auto connection = std::make_shared<memory_peer>(time.context());
        front_->accept(connection->server_end());
        http_peer peer(std::move(connection));
        peer.request(method, "/socket.io/?EIO=4&transport=" + query, body, headers);
        time.settle();
        return peer;
    }

    [[nodiscard]] std::size_t sessions() const noexcept { return engine_->session_count(); }

    manual_shard time;
    counting_sink metrics;

private:
    std::unique_ptr<hub::hub> hub_;
    std::unique_ptr<engine::engine> engine_;
    std::unique_ptr<http::front> front_;
};

/// A client in `/`, whatever carries it.
class whole_client {
public:
    virtual ~whole_client() = default;

    /// Sends Socket.IO packets, all in one piece.
    virtual void say(std::vector<std::string> const& packets) = 0;

    /// What came since the last call, heartbeats left out.
    [[nodiscard]] virtual std::vector<std::string> heard() = 0;

    /// Whether the server has stopped reading what it sends.
    [[nodiscard]] virtual bool paused() = 0;

    /// From now on it takes nothing of what is sent to it.
    virtual void vanish() = 0;
};

class websocket_client final : public whole_client {
public:
    explicit websocket_client(whole_scene& scene) : scene_(scene), peer_(upgrade(scene)) {
        say({"0"});
        (void)heard();
    }

    void say(std::vector<std::string> const& packets) override {
        for (std::string const& each : packets)
            peer_.text("4" + each);
        scene_.time.settle();
    }

    [[nodiscard]] std::vector<std::string> heard() override {
        std::vector<std::string> packets;
        for (std::string const& each : peer_.take())
            if (each.starts_with('4'))
                packets.push_back(each.substr(1));
        return packets;
    }

    [[nodiscard]] bool paused() override { return peer_.connection().paused(); }

    void vanish() override { peer_.connection().set_room(0); }

private:
    static websocket_peer upgrade(whole_scene& scene) {
        http_peer peer =
            scene.send("GET", "websocket", {}, {upgrade_fields.begin(), upgrade_fields.end()});
        (void)peer.take_answer();
        return websocket_peer(peer.shared());
    }

    whole_scene& scene_;
    websocket_peer peer_;
};

class polling_client final : public whole_client {
public:
    explicit polling_client(whole_scene& scene) : scene_(scene) {
        std::string const opened = scene.send("GET", "polling").take_answer()->body;
        query_ = "polling&sid=" + opened.substr(opened.find("\"sid\":\"") + 7, 20);
        say({"0"});
        (void)heard();
    }

    void say(std::vector<std::string> const& packets) override {
        std::string body;
        for (std::string const& each : packets)
            body.append(body.empty() ? "4"
                                     : "\x1e"
                                       "4")
                .append(each);
        delivery_ = std::make_unique<http_peer>(scene_.send("POST", query_, body));
    }

    [[nodiscard]] std::vector<std::string> heard() override {
        if (!poll_)
            poll_ = std::make_unique<http_peer>(scene_.send("GET", query_));
        auto const answered = poll_->take_answer();
        std::vector<std::string> packets;
        if (!answered)
            return packets;
        poll_.reset();
        for (std::size_t begin = 0, end = 0; end != std::string::npos; begin = end + 1) {
            end = answered->body.find('\x1e', begin);
            std::string const packet = answered->body.substr(begin, end - begin);
            if (packet.starts_with('4'))
                packets.push_back(packet.substr(1));
        }
        return packets;
    }

    /// The answer to its delivery is held.
    [[nodiscard]] bool paused() override {
        if (delivery_ && delivery_->take_answer())
            delivery_.reset();
        return delivery_ != nullptr;
    }

    void vanish() override {} // it polls only when it is asked what it heard

private:
    whole_scene& scene_;
    std::string query_;
    std::unique_ptr<http_peer> delivery_;
    std::unique_ptr<http_peer> poll_;
};

} // namespace socketiota::test
