// SPDX-License-Identifier: MIT
//
// The rows of docs/design/bounds.md that sessions and plain WebSockets have.
#include "memory_scene.hpp"

#include <socketiota/websocket_connection.hpp>

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

#include <wire/deflater.hpp>

namespace socketiota::test {
namespace {

using namespace std::chrono_literals;
using wire::opcode;

constexpr std::size_t client_cost = 8192;

// Blocks of units for the next ones, and the buffer that writes are gathered in.
constexpr std::size_t kept_by_server = std::size_t{1} << 20;

TEST(engine_memory, of_a_message_that_does_not_end) {
    memory_scene scene;
    auto const peer = scene.join();
    scene.begin();
    scene.begin_frame(peer, opcode::text, true, 1'000'000);
    for (int piece = 0; piece < 999; ++piece)
        scene.send(peer, std::string(1000, 'x'));
    scene.expect_bounded(2, client_cost);
    EXPECT_EQ(scene.times(metric::payload_too_large), 0);
}

TEST(engine_memory, of_a_size_that_is_announced_and_does_not_come) {
    memory_scene scene;
    auto const peer = scene.join();
    scene.begin();
    scene.begin_frame(peer, opcode::text, true, 1'000'000);
    scene.send(peer, "x");
    scene.expect_bounded(2, client_cost);
}

TEST(engine_memory, of_fragments_that_are_nearly_empty) {
    memory_scene scene;
    auto const peer = scene.join();
    scene.begin();
    scene.begin_frame(peer, opcode::text, false, 1);
    scene.send(peer, "x");
    for (int count = 1; count < 16'384; ++count) {
        scene.begin_frame(peer, opcode::continuation, false, 1);
        scene.send(peer, "x");
    }
    scene.expect_bounded(2, client_cost);
    EXPECT_EQ(scene.times(metric::too_many_fragments), 0);
    scene.begin_frame(peer, opcode::continuation, false, 1);
    EXPECT_EQ(scene.times(metric::too_many_fragments), 1);
}

TEST(engine_memory, of_connections_that_compress_without_contexts) {
    memory_scene scene({.per_message_deflate = deflate_options{}});
    scene.io().on("echo", [](std::string const& text) { return text; });
    wire::deflater compressor(15, false);
    std::string compressed;
    compressor.append("421[\"echo\",\"" + std::string(5000, 'x') + "\"]", compressed);
    base::output_buffer frame;
    wire::append_masked_frame(frame, opcode::text, compressed, {});
    *frame.data() = static_cast<char>(*frame.data() | wire::compressed_bit);
    auto const talk = [&] {
        auto const peer = scene.connect();
        scene.send(peer, upgrade_request("/socket.io/?EIO=4&transport=websocket",
                                         "Sec-WebSocket-Extensions: permessage-deflate\r\n"));
        scene.text(peer, "40");
        std::string().swap(peer->received());
        scene.send(peer, frame.view());
        EXPECT_EQ(peer->received().substr(0, 1), "\xc1");
        std::string().swap(peer->received());
    };
    talk(); // from here on the shard has what all share
    scene.begin();
    for (int peer = 0; peer < 50; ++peer)
        talk();
    scene.expect_bounded(1, 50 * client_cost + kept_by_server);
}

TEST(engine_memory, of_a_delivery_that_does_not_end) {
    memory_scene scene;
    std::string const target = scene.open_polling();
    scene.begin();
    auto const peer = scene.connect();
    scene.send(peer, "POST " + target + " HTTP/1.1\r\nHost: h\r\nContent-Length: 1000000\r\n\r\n");
    for (int piece = 0; piece < 999; ++piece)
        scene.send(peer, std::string(1000, '4'));
    scene.expect_bounded(2, client_cost);
}

TEST(engine_bounds, let_a_delivery_pass_that_just_fits) {
    for (std::size_t const size : {std::size_t{100}, std::size_t{101}}) {
        memory_scene scene({.max_http_buffer_size = 100});
        std::string heard;
        scene.io().on("a", [&heard](std::string const& text) { heard = text; });
        std::string const target = scene.open_polling();
        scene.send(scene.connect(), scene.post(target, "40"));
        auto const peer = scene.connect();
        std::string const text(size - 10, 'x');
        scene.send(peer, scene.post(target, "42[\"a\",\"" + text + "\"]"));
        EXPECT_TRUE(peer->received().starts_with(size == 100 ? "HTTP/1.1 200 " : "HTTP/1.1 413 "));
        EXPECT_EQ(heard, size == 100 ? text : "");
        EXPECT_EQ(scene.times(metric::payload_too_large), size == 100 ? 0 : 1);
    }
}

TEST(engine_bounds, let_as_many_plain_fragments_pass_as_the_route_says) {
    memory_scene scene;
    int heard = 0;
    scene.io().websocket("/feed",
                         [&heard](websocket_connection const& peer) {
                             peer.on_text([&heard](std::string_view) { ++heard; });
                         },
                         {.max_fragments = 3});
    auto const peer = scene.upgrade("/feed");
    scene.begin_frame(peer, opcode::text, false, 0);
    scene.begin_frame(peer, opcode::continuation, false, 0);
    scene.begin_frame(peer, opcode::continuation, true, 0);
    EXPECT_EQ(heard, 1);
    scene.begin_frame(peer, opcode::text, false, 0);
    scene.begin_frame(peer, opcode::continuation, false, 0);
    scene.begin_frame(peer, opcode::continuation, false, 0);
    EXPECT_EQ(scene.times(metric::too_many_fragments), 0);
    scene.begin_frame(peer, opcode::continuation, true, 0);
    EXPECT_EQ(scene.times(metric::too_many_fragments), 1);
    EXPECT_EQ(heard, 1);
}

TEST(engine_memory, of_pongs_that_are_not_read) {
    memory_scene scene;
    auto const peer = scene.join();
    peer->set_room(0);
    scene.begin();
    for (int count = 0; count < 20'000; ++count)
        scene.frame(peer, opcode::ping, count % 2 == 0 ? "" : std::string(125, 'p'));
    // Two batches of 16 KiB and the latest, however much was sent.
    scene.expect_bounded(0, std::size_t{64} << 10);
}

TEST(engine_memory, of_polls_and_their_output_on_connections_that_do_not_read) {
    memory_scene scene({.max_outbox_bytes = 1'000'000});
    scene.io().on("echo", [](std::string const& text) { return text; });
    std::string const target = scene.open_polling();
    scene.send(scene.connect(), scene.post(target, "40"));
    scene.begin();
    for (int round = 0; round < 200 && scene.times(metric::slow_consumer) == 0; ++round) {
        scene.send(scene.connect(),
                   scene.post(target, "421[\"echo\",\"" + std::string(20'000, 'x') + "\"]"));
        auto const poll = scene.connect();
        poll->set_room(0);
        scene.send(poll, "GET " + target + " HTTP/1.1\r\nHost: h\r\n\r\n");
        // Two copies of an answer may be held for a moment: as a unit, and as what is sent.
        scene.expect_bounded(4, client_cost + static_cast<std::size_t>(round + 1) * 2 * 4096);
        EXPECT_LE(scene.grown(), 2 * std::size_t{1'000'000} + client_cost);
    }
    EXPECT_EQ(scene.times(metric::slow_consumer), 1);
}

TEST(engine_memory, of_connections_that_close) {
    memory_scene scene;
    scene.begin();
    for (int count = 0; count < 200; ++count) {
        auto const peer = scene.join();
        peer->set_room(0);
        scene.frame(peer, opcode::close, std::string_view("\x03\xe8", 2));
    }
    scene.expect_bounded(2, 200 * std::size_t{1024});
}

// ---- plain WebSockets ----

TEST(engine_memory, of_a_plain_text_that_does_not_end) {
    memory_scene scene;
    scene.io().websocket("/feed", [](websocket_connection const&) {});
    auto const peer = scene.upgrade("/feed");
    scene.begin();
    scene.begin_frame(peer, opcode::text, true, 1'000'000);
    for (int piece = 0; piece < 999; ++piece)
        scene.send(peer, std::string(1000, 'x'));
    scene.expect_bounded(2, client_cost);
}

TEST(engine_memory, of_plain_echoes_that_are_not_read) {
    memory_scene scene;
    scene.io().websocket("/echo", [](websocket_connection const& peer) {
        peer.on_text([peer](std::string_view text) { peer.send(text); });
    });
    for (std::string_view const text : {"", "abc"}) {
        int const before = scene.times(metric::slow_consumer);
        auto const peer = scene.upgrade("/echo");
        peer->set_room(0);
        scene.begin();
        for (int count = 0; count < 40'000 && scene.times(metric::slow_consumer) == before;
             ++count) {
            if (count % 100 == 0) {
                scene.expect_bounded(100, client_cost);
                EXPECT_LE(scene.grown(), (std::size_t{16} << 20) * 5 / 4);
            }
            scene.text(peer, text);
        }
        EXPECT_EQ(scene.times(metric::slow_consumer), before + 1);
        EXPECT_LE(scene.grown(), client_cost + kept_by_server);
    }
}

} // namespace
} // namespace socketiota::test
