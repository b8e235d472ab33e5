// SPDX-License-Identifier: MIT
//
// The rows of docs/design/bounds.md that HTTP has: what a peer sends up to a bound takes no more
// than a factor of it.
#include "memory_scene.hpp"

#include <socketiota/http_handler.hpp>

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <cstddef>
#include <string>

namespace socketiota::test {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t connection_cost = 4096;
constexpr int many = 50;

TEST(http_memory, of_heads_that_do_not_end) {
    memory_scene scene;
    scene.begin();
    for (int count = 0; count < many; ++count) {
        auto const peer = scene.connect();
        std::string head = "GET / HTTP/1.1\r\nHost: h\r\n";
        while (head.size() < 16'000)
            head.append("X-")
                .append(std::to_string(head.size()))
                .append(": 12345678901234567890\r\n");
        for (std::size_t begin = 0; begin < 16'000; begin += 400)
            scene.send(peer, std::string_view(head).substr(begin, 400));
    }
    scene.expect_bounded(2, many * connection_cost);
}

TEST(http_memory, of_a_head_in_single_octets) {
    memory_scene scene;
    scene.begin();
    for (int count = 0; count < many; ++count) {
        auto const peer = scene.connect();
        for (char const each : std::string("GET / HTTP/1.1\r\nHost: h\r\nA: b"))
            scene.send(peer, std::string_view(&each, 1));
    }
    scene.expect_bounded(2, many * connection_cost);
}

TEST(http_memory, of_proxy_headers_that_do_not_end) {
    memory_scene scene({.proxies = proxy_options{.proxy_protocol = {"192.0.2.1"}}});
    scene.begin();
    std::string header("\r\n\r\n\0\r\nQUIT\n\x21\x11\x0f\xf0", 16);
    header.append(4000, 'x');
    for (int count = 0; count < many; ++count) {
        auto const peer = scene.connect();
        for (std::size_t begin = 0; begin < header.size(); begin += 100)
            scene.send(peer, std::string_view(header).substr(begin, 100));
    }
    scene.expect_bounded(2, many * connection_cost);
    EXPECT_EQ(scene.times(metric::bad_proxy_header), 0);
}

TEST(http_memory, of_bodies_that_do_not_end) {
    memory_scene scene;
    scene.io().http().post("/in", [](http_request const&) { return http_response::text("ok"); });
    scene.begin();
    for (int count = 0; count < many; ++count) {
        auto const peer = scene.connect();
        scene.send(peer, "POST /in HTTP/1.1\r\nHost: h\r\nContent-Length: 1000000\r\n\r\n");
        for (int piece = 0; piece < 30; ++piece)
            scene.send(peer, std::string(10'000, 'x'));
    }
    scene.expect_bounded(2, many * connection_cost);
}

TEST(http_memory, of_a_size_that_is_announced_and_does_not_come) {
    memory_scene scene;
    scene.io().http().post("/in", [](http_request const&) { return http_response::text("ok"); });
    scene.begin();
    for (int count = 0; count < many; ++count) {
        auto const peer = scene.connect();
        scene.send(peer, "POST /in HTTP/1.1\r\nHost: h\r\nContent-Length: 1000000\r\n\r\nx");
    }
    scene.expect_bounded(2, many * connection_cost);
}

TEST(http_memory, of_requests_behind_one_that_waits) {
    memory_scene scene;
    scene.io().http().get("/slow", [&scene]() -> boost::asio::awaitable<http_response> {
        co_await scene.io().delay(1h);
        co_return http_response::text("ok");
    });
    scene.begin();
    for (int count = 0; count < many; ++count) {
        auto const peer = scene.connect();
        scene.send(peer, "GET /slow HTTP/1.1\r\nHost: h\r\n\r\n");
        // Twice the bound: from it on the rest stays in the kernel.
        for (int piece = 0; piece < 128; ++piece)
            scene.send(peer, std::string(1000, 'G'));
        EXPECT_EQ(peer->paused(), true);
    }
    scene.expect_bounded(2, many * connection_cost);
}

TEST(http_memory, of_answers_that_are_not_read) {
    memory_scene scene;
    scene.io().http().get("/", [] { return http_response::text("ok"); });
    scene.begin();
    for (int count = 0; count < many; ++count) {
        auto const peer = scene.connect();
        peer->set_room(0);
        for (int request = 0; request < 1000; ++request)
            scene.send(peer, "GET / HTTP/1.1\r\nHost: h\r\n\r\n");
    }
    scene.expect_bounded(3, many * connection_cost);
}

TEST(http_memory, of_handshakes_that_wait_for_the_program) {
    server_options options;
    memory_scene* here = nullptr;
    options.allow_request = [&here](handshake const&) -> boost::asio::awaitable<bool> {
        co_await here->io().delay(9s);
        co_return true;
    };
    memory_scene scene(std::move(options));
    here = &scene;
    scene.begin();
    for (int count = 0; count < many; ++count)
        static_cast<void>(
            scene.upgrade("/socket.io/?EIO=4&transport=websocket&x=" + std::string(8'000, 'x')));
    scene.expect_bounded(4, many * connection_cost);
    scene.pass(10s); // before the scene, which the function uses
}

TEST(http_memory, of_sessions) {
    memory_scene scene;
    scene.begin();
    for (int count = 0; count < 500; ++count)
        static_cast<void>(scene.open_polling());
    scene.expect_bounded(2, 500 * connection_cost);
}

} // namespace
} // namespace socketiota::test
