// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include <support/engine_scene.hpp>

// Whatever a client leaves behind in whatever state: after the deadlines nothing is left of it.

namespace socketiota::test {
namespace {

struct abandoned {
    std::string_view name;
    void (*begin)(engine_scene&, std::vector<std::shared_ptr<memory_peer>>&);
};

void keep(std::vector<std::shared_ptr<memory_peer>>& peers, http_peer peer) {
    peers.push_back(peer.shared());
}

constexpr abandoned situations[]{
    {"never polls",
     [](engine_scene& scene, auto&) {
         scene.handshake();
         scene.emit("4unheard", {bytes(std::string_view("octets"))});
     }},
    {"a poll waits",
     [](engine_scene& scene, auto& peers) { keep(peers, scene.poll(scene.handshake())); }},
    {"half a delivery",
     [](engine_scene& scene, auto& peers) {
         http_peer peer = scene.connect();
         peer.connection().send("POST " + scene.polling(scene.handshake()) +
                                " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n4x");
         keep(peers, peer);
     }},
    {"half a request",
     [](engine_scene& scene, auto& peers) {
         http_peer peer = scene.connect();
         peer.connection().send("GET /socket.io/ HTT");
         keep(peers, peer);
     }},
    {"a silent probe",
     [](engine_scene& scene, auto& peers) {
         keep(peers, scene.send("GET", scene.websocket(scene.handshake()), {}, upgrade_headers()));
     }},
    {"a probe that stops half way",
     [](engine_scene& scene, auto& peers) {
         http_peer peer =
             scene.send("GET", scene.websocket(scene.handshake()), {}, upgrade_headers());
         websocket_peer(peer.shared()).text("2probe");
         keep(peers, peer);
     }},
    {"a WebSocket that says nothing",
     [](engine_scene& scene, auto& peers) {
         keep(peers, scene.send("GET", websocket_target, {}, upgrade_headers()));
     }},
    {"a WebSocket that reads nothing",
     [](engine_scene& scene, auto& peers) {
         http_peer peer = scene.send("GET", websocket_target, {}, upgrade_headers());
         peer.connection().set_room(5);
         scene.emit("4unheard", {bytes(std::string_view("octets"))});
         keep(peers, peer);
     }},
    {"half a frame",
     [](engine_scene& scene, auto& peers) {
         http_peer peer = scene.send("GET", websocket_target, {}, upgrade_headers());
         peer.connection().send("\x81\xfe\x40");
         keep(peers, peer);
     }},
    {"an unfinished text",
     [](engine_scene& scene, auto& peers) {
         http_peer peer = scene.send("GET", websocket_target, {}, upgrade_headers());
         peer.connection().send(std::string("\x01\x81\0\0\0\0"
                                            "4",
                                            7));
         keep(peers, peer);
     }},
    {"closing with polling",
     [](engine_scene& scene, auto&) {
         scene.handshake();
         scene.emit("4unheard");
         scene.session().close(engine::close_mode::after_sending);
     }},
    {"closing with a WebSocket",
     [](engine_scene& scene, auto& peers) {
         http_peer peer = scene.send("GET", websocket_target, {}, upgrade_headers());
         peer.connection().set_room(5);
         scene.emit("4unheard");
         scene.session().close(engine::close_mode::after_sending);
         keep(peers, peer);
     }},
    {"paused with a delivery held, and polls no more",
     [](engine_scene& scene, auto& peers) {
         std::string const sid = scene.handshake();
         scene.session().pause_reading();
         keep(peers, scene.send("POST", scene.polling(sid), "4x"));
     }},
    {"a paused WebSocket that reads nothing",
     [](engine_scene& scene, auto& peers) {
         http_peer peer = scene.send("GET", websocket_target, {}, upgrade_headers());
         scene.session().pause_reading();
         peer.connection().set_room(0);
         keep(peers, peer);
     }},
    {"closing while paused with a delivery held",
     [](engine_scene& scene, auto& peers) {
         std::string const sid = scene.handshake();
         scene.session().pause_reading();
         keep(peers, scene.send("POST", scene.polling(sid), "4x"));
         scene.session().close(engine::close_mode::after_sending);
     }},
};

TEST(abandoned, leave_nothing_after_their_deadlines) {
    for (abandoned const& each : situations) {
        engine_scene scene;
        std::vector<std::shared_ptr<memory_peer>> peers;
        each.begin(scene, peers);
        scene.time.pass(120s);
        EXPECT_TRUE(scene.is_empty()) << each.name;
        EXPECT_EQ(scene.connections(), 0U) << each.name;
    }
}

TEST(abandoned, leave_nothing_when_their_connections_break) {
    for (abandoned const& each : situations) {
        engine_scene scene;
        std::vector<std::shared_ptr<memory_peer>> peers;
        each.begin(scene, peers);
        for (auto const& peer : peers)
            peer->reset();
        scene.time.pass(120s);
        EXPECT_TRUE(scene.is_empty()) << each.name;
        EXPECT_EQ(scene.connections(), 0U) << each.name;
    }
}

TEST(abandoned, leave_nothing_when_the_engine_closes) {
    for (abandoned const& each : situations) {
        engine_scene scene;
        std::vector<std::shared_ptr<memory_peer>> peers;
        each.begin(scene, peers);
        scene.subject().close();
        EXPECT_TRUE(scene.is_empty()) << each.name;
    }
}

TEST(abandoned, leave_nothing_when_the_engine_is_destroyed) {
    for (abandoned const& each : situations) {
        std::vector<std::shared_ptr<memory_peer>> peers;
        engine_scene scene;
        each.begin(scene, peers);
        scene.destroy_engine();
        EXPECT_EQ(scene.host.alive(), 0U) << each.name;
        EXPECT_EQ(scene.time.shard().units().alive(), 0U) << each.name;
    }
}

} // namespace
} // namespace socketiota::test
