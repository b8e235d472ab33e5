// SPDX-License-Identifier: MIT
// Sessions on several shards, whose requests come in anywhere.
#include <gmock/gmock.h>

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <support/engine_scene.hpp>
#include <support/http_shards.hpp>

namespace socketiota::test {
namespace {

constexpr std::string_view unknown = R"({"code":1,"message":"Session ID unknown"})";

/// A server of several shards with everything but sockets.
class engines {
public:
    explicit engines(std::size_t count, engine::engine_options options = {})
        : shards({.count = count, .largest_body = options.max_http_buffer_size}) {
        auto const shared = std::make_shared<engine::engine_options const>(std::move(options));
        for (std::size_t index = 0; index != count; ++index) {
            auto& member = shards[index];
            hosts.push_back(std::make_unique<recording_host>());
            parts.push_back(std::make_unique<engine::engine>(
                engine::engine::parts{.shard = member.time.shard(),
                                      .host = *hosts.back(),
                                      .metrics = member.metrics,
                                      .router = member.neighbours.get(),
                                      .number = static_cast<engine::shard_number>(index)},
                shared));
            member.answer = [&engine = *parts.back()](http::exchange& request) {
                engine.serve(request);
            };
        }
    }

    ~engines() {
        for (std::size_t index = 0; index != parts.size(); ++index)
            close(index);
        shards.settle();
        for (auto const& host : hosts)
            EXPECT_EQ(host->alive(), 0U);
    }

    void close(std::size_t index) {
        parts[index]->close();
        shards.close(index);
        shards.settle();
    }

    http_peer connect(std::size_t at) { return http_peer(shards.connect(at)); }

    answer ask(http_peer& peer, std::string_view method, std::string_view target,
               std::string_view body = {}) {
        peer.request(method, target, body);
        shards.settle();
        return peer.take_answer().value_or(answer{});
    }

    /// A session that lives on shard `at`, by a connection that is over.
    std::string open(std::size_t at) {
        http_peer peer = connect(at);
        std::string sid = id_of(ask(peer, "GET", polling_target));
        peer.connection().end();
        shards.settle();
        return sid;
    }

    static std::string id_of(answer const& opened) {
        std::size_t const begin = opened.body.find("\"sid\":\"");
        return begin == std::string::npos ? std::string() : opened.body.substr(begin + 7, 20);
    }

    std::size_t sessions(std::size_t at) { return parts[at]->session_count(); }

    void emit(std::size_t at, std::string_view text) {
        hosts[at]->last()->send(shards[at].time.shard().units().make("4" + std::string(text)));
        shards.settle();
    }

    http_shards shards;
    std::vector<std::unique_ptr<recording_host>> hosts;
    std::vector<std::unique_ptr<engine::engine>> parts;
};

TEST(shards, serve_requests_of_a_session_wherever_they_come_in) {
    engines scene(4);
    std::string const sid = scene.open(2);
    EXPECT_EQ(engine::shard_of(sid), 2);
    // Connections of all shards, which move there, and one that stays and is proxied.
    for (std::size_t const at : {0U, 1U, 3U}) {
        http_peer post = scene.connect(at);
        EXPECT_EQ(scene.ask(post, "POST", engine_scene::polling(sid), "4hello").body, "ok");
        http_peer poll = scene.connect(at);
        poll.request("GET", engine_scene::polling(sid));
        scene.shards.settle();
        scene.emit(2, "answer");
        EXPECT_EQ(poll.take_answer()->body, "4answer");
    }
    EXPECT_EQ(scene.hosts[2]->take(), (lines{"open", "text hello", "text hello", "text hello"}));
}

/// A connection to shard 0 that stays there, as that of a proxy between many clients.
http_peer connect_settled(engines& scene) {
    std::string const there = scene.open(1);
    std::string const here = scene.open(0);
    http_peer peer = scene.connect(0);
    EXPECT_EQ(scene.ask(peer, "POST", engine_scene::polling(there), "6").body, "ok");
    EXPECT_EQ(scene.ask(peer, "POST", engine_scene::polling(here), "6").body, "ok");
    EXPECT_EQ(scene.shards[0].front->size(), 1U);
    return peer;
}

TEST(shards, serve_polls_and_deliveries_of_connections_that_stay) {
    engine::engine_options options;
    options.max_http_buffer_size = 100;
    engines scene(3, options);
    http_peer peer = connect_settled(scene);
    std::string const sid = scene.open(2);
    static_cast<void>(scene.hosts[2]->take());
    EXPECT_EQ(scene.ask(peer, "POST", engine_scene::polling(sid), "4hello").body, "ok");
    EXPECT_EQ(scene.hosts[2]->take(), lines{"text hello"});
    peer.request("GET", engine_scene::polling(sid));
    scene.shards.settle();
    EXPECT_FALSE(peer.take_answer());
    scene.emit(2, "answer");
    EXPECT_EQ(peer.take_answer()->body, "4answer");
    EXPECT_EQ(scene.shards[2].front->size(), 0U);
    // Too much ends the session, as where it comes in itself.
    EXPECT_EQ(scene.ask(peer, "POST", engine_scene::polling(sid), std::string(101, '4')).status,
              413U);
    EXPECT_EQ(scene.sessions(2), 0U);
    EXPECT_EQ(scene.shards[2].metrics[metric::payload_too_large], 1U);
}

TEST(shards, answer_a_poll_of_a_connection_that_stays_when_the_session_ends) {
    engines scene(3);
    http_peer peer = connect_settled(scene);
    std::string const sid = scene.open(2);
    peer.request("GET", engine_scene::polling(sid));
    scene.shards.settle();
    scene.hosts[2]->last()->close(engine::close_mode::after_sending);
    scene.shards.settle();
    EXPECT_EQ(peer.take_answer()->body, "1");
    EXPECT_EQ(scene.sessions(2), 0U);
}

TEST(shards, end_a_session_whose_poll_ends_on_another_shard) {
    engines scene(3);
    http_peer peer = connect_settled(scene);
    std::string const sid = scene.open(2);
    peer.request("GET", engine_scene::polling(sid));
    scene.shards.settle();
    peer.connection().reset();
    scene.shards.settle();
    EXPECT_EQ(scene.sessions(2), 0U);
    EXPECT_EQ(scene.shards[2].metrics[metric::poll_aborted], 1U);
}

TEST(shards, upgrade_a_session_on_a_connection_from_anywhere) {
    engines scene(3);
    std::string const sid = scene.open(2);
    for (bool const settled : {false, true}) {
        http_peer peer = settled ? connect_settled(scene) : scene.connect(0);
        peer.request("GET", engine_scene::websocket(sid), {}, upgrade_headers());
        scene.shards.settle();
        EXPECT_EQ(peer.take_answer()->status, 101U);
        websocket_peer websocket(peer.shared());
        websocket.text("2probe");
        scene.shards.settle();
        EXPECT_EQ(websocket.take(), lines{"3probe"});
        if (!settled) {
            peer.connection().reset(); // the second probe is the one
            scene.shards.settle();
            continue;
        }
        websocket.text("5");
        scene.shards.settle();
        scene.emit(2, "by websocket");
        EXPECT_EQ(websocket.take(), lines{"4by websocket"});
    }
}

TEST(shards, end_the_connection_that_moved_for_a_session_that_is_not_there) {
    engines scene(3);
    std::string const gone = engine::session_id_source(2).next();
    http_peer peer = scene.connect(0);
    answer const moved = scene.ask(peer, "GET", engine_scene::polling(gone));
    EXPECT_EQ(moved.status, 400U);
    EXPECT_EQ(moved.body, unknown);
    EXPECT_EQ(moved.header("Connection"), "close");
    EXPECT_TRUE(peer.connection().ended_by_server());
    EXPECT_EQ(scene.shards[2].metrics[metric::unknown_session], 1U);

    http_peer upgrade = scene.connect(0);
    upgrade.request("GET", engine_scene::websocket(gone), {}, upgrade_headers());
    scene.shards.settle();
    EXPECT_EQ(upgrade.take_answer()->body, "Session ID unknown");
    EXPECT_TRUE(upgrade.connection().ended_by_server());

    http_peer stays = connect_settled(scene);
    answer const proxied = scene.ask(stays, "GET", engine_scene::polling(gone));
    EXPECT_EQ(proxied.body, unknown);
    EXPECT_EQ(proxied.header("Connection"), ""); // it has others to speak for
    EXPECT_FALSE(stays.connection().ended_by_server());
}

TEST(shards, answer_where_it_comes_in_what_names_no_shard) {
    engines scene(3);
    for (engine::shard_number const number :
         {engine::shard_number{3}, engine::shard_number{1023}}) {
        http_peer peer = scene.connect(1);
        std::string const sid = engine::session_id_source(number).next();
        answer const found = scene.ask(peer, "GET", engine_scene::polling(sid));
        EXPECT_EQ(found.status, 400U);
        EXPECT_EQ(found.body, unknown);
        EXPECT_EQ(found.header("Connection"), "");
    }
    EXPECT_EQ(scene.shards[1].metrics[metric::unknown_session], 2U);
}

TEST(shards, have_about_as_many_polling_sessions_each_whoever_reads_the_handshakes) {
    engines scene(4);
    std::array<http_peer, 4> proxies{scene.connect(0), scene.connect(0), scene.connect(0),
                                     scene.connect(0)};
    std::vector<std::string> sids;
    for (std::size_t count = 0; count < 1000; ++count) {
        http_peer& over = proxies[count % 4];
        sids.push_back(engines::id_of(scene.ask(over, "GET", polling_target)));
        ASSERT_EQ(sids.back().size(), 20U);
        // They speak for other clients in between, wherever those are.
        std::string const& other = sids[count * 7919 % sids.size()];
        ASSERT_EQ(scene.ask(over, "POST", engine_scene::polling(other), "4x").body, "ok");
    }
    std::size_t most = 0;
    std::size_t all = 0;
    for (std::size_t index = 0; index != 4; ++index) {
        most = std::max(most, scene.sessions(index));
        all += scene.sessions(index);
    }
    EXPECT_EQ(all, 1000U);
    EXPECT_LE(most, 325U);
}

TEST(shards, have_about_as_many_websockets_each) {
    engines scene(4);
    std::vector<http_peer> peers;
    for (std::size_t count = 0; count < 100; ++count) {
        peers.push_back(scene.connect(3));
        peers.back().request("GET", websocket_target, {}, upgrade_headers());
        scene.shards.settle();
        ASSERT_EQ(peers.back().take_answer()->status, 101U);
    }
    for (std::size_t index = 0; index != 4; ++index)
        EXPECT_LE(scene.sessions(index), 33U);
}

TEST(shards, answer_what_waits_elsewhere_when_one_ends) {
    engines scene(3);
    http_peer peer = connect_settled(scene);
    std::string const sid = scene.open(2);
    peer.request("GET", engine_scene::polling(sid));
    scene.shards.settle();
    scene.close(2);
    EXPECT_EQ(peer.take_answer()->body, "1"); // as where the session was
    EXPECT_EQ(scene.ask(peer, "GET", engine_scene::polling(sid)).status, 503U);
}

TEST(shards, keep_what_a_slow_reader_elsewhere_was_sent_among_what_a_session_holds) {
    engine::engine_options options;
    engines scene(3, options);
    http_peer peer = connect_settled(scene);
    std::string const sid = scene.open(2);
    peer.request("GET", engine_scene::polling(sid));
    scene.shards.settle();
    peer.connection().set_room(0);
    scene.emit(2, std::string(5000, 'x'));
    EXPECT_GE(scene.hosts[2]->last()->unsent(), 5000U);
    peer.connection().set_room(100'000);
    scene.shards.settle();
    EXPECT_EQ(scene.hosts[2]->last()->unsent(), 0U);
}

} // namespace
} // namespace socketiota::test
