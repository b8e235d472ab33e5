// SPDX-License-Identifier: MIT
//
// The rows of docs/design/bounds.md that Socket.IO has.
#include "memory_scene.hpp"

#include <socketiota/disconnect_reason.hpp>
#include <socketiota/nsp_pattern.hpp>
#include <socketiota/socket.hpp>

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace socketiota::test {
namespace {

using namespace std::chrono_literals;
using wire::opcode;

constexpr std::size_t cost_of_client = 8192;
constexpr std::size_t socket_cost = 2048;

// Blocks of units for the next ones, and the buffer that writes are gathered in.
constexpr std::size_t kept_by_hub = std::size_t{1} << 20;

TEST(hub_memory, of_namespaces) {
    memory_scene scene;
    for (int count = 0; count < 101; ++count)
        scene.io().of("/" + std::to_string(count));
    auto const peer = scene.upgrade();
    scene.begin();
    for (int count = 0; count < 100; ++count)
        scene.text(peer, "40/" + std::to_string(count) + ",");
    EXPECT_EQ(scene.times(metric::too_many_namespaces), 0);
    scene.text(peer, "40/100,");
    EXPECT_EQ(scene.times(metric::too_many_namespaces), 1);
    scene.expect_bounded(2, 100 * socket_cost);
}

TEST(hub_memory, of_namespaces_made_on_demand) {
    memory_scene scene;
    auto const parent = scene.io().of(nsp_pattern("/a-*"));
    parent.on("e", [] { return 1; }); // which none of them copies
    auto const peer = scene.upgrade();
    scene.begin();
    std::string const rest(1'000, 'x');
    for (int count = 0; count < 100; ++count)
        scene.text(peer, "40/a-" + std::to_string(count) + rest + ",");
    EXPECT_EQ(scene.times(metric::too_many_namespaces), 0);
    EXPECT_LE(scene.grown(), 100 * (socket_cost + 3'072 + 8 * rest.size()));
    // They stay when they are empty, and so no more of them are made.
    scene.text(peer, "41/a-0" + rest + ",");
    scene.text(peer, "40/a-0" + rest + ",");
    EXPECT_EQ(scene.times(metric::too_many_namespaces), 0);
    scene.text(peer, "41/a-0" + rest + ",");
    scene.text(peer, "40/a-100,");
    EXPECT_EQ(scene.times(metric::too_many_namespaces), 1);
    EXPECT_LE(scene.grown(), 100 * (socket_cost + 3'072 + 8 * rest.size()));
}

TEST(hub_memory, of_auth) {
    memory_scene scene;
    for (int count = 0; count < 10; ++count)
        scene.io().of("/" + std::to_string(count));
    auto const peer = scene.upgrade();
    // As a value each of these would take sixteen times its text.
    std::string auth = "{\"a\":[0";
    while (auth.size() < 990'000)
        auth += ",0";
    auth += "]}";
    scene.begin();
    for (int count = 0; count < 10; ++count)
        scene.text(peer, "40/" + std::to_string(count) + "," + auth);
    EXPECT_EQ(scene.times(metric::too_much_auth), 9);
    EXPECT_LE(scene.grown(), 1'048'576 + 10 * socket_cost);
}

TEST(hub_memory, of_rooms_with_short_names) {
    memory_scene scene;
    scene.io().on("join", [](socket const& me, std::string const& room) { me.join(room); });
    auto const peer = scene.join();
    scene.begin();
    for (int count = 0; count < 10'000; ++count)
        scene.text(peer, "42[\"join\",\"" + std::to_string(count) + "\"]");
    EXPECT_EQ(scene.times(metric::too_many_rooms), 0);
    scene.expect_bounded(32, cost_of_client);
    EXPECT_LE(scene.grown(), 10'000 * std::size_t{400});
    scene.text(peer, "42[\"join\",\"one more\"]");
    EXPECT_EQ(scene.times(metric::too_many_rooms), 1);
}

TEST(hub_memory, of_rooms_with_long_names) {
    memory_scene scene;
    scene.io().on("join", [](socket const& me, std::string const& room) { me.join(room); });
    auto const peer = scene.join();
    scene.begin();
    for (int count = 0; count < 100; ++count)
        scene.text(peer,
                   "42[\"join\",\"" + std::to_string(count) + std::string(100'000, 'x') + "\"]");
    EXPECT_EQ(scene.times(metric::too_many_rooms), 100 - 83);
    scene.expect_bounded(2, cost_of_client);
    EXPECT_LE(scene.grown(), std::size_t{8} << 20);
}

/// A client has itself asked by `go`, and answers nothing: as often as it may owe, and once more.
void expect_bound_of_answers(memory_scene& scene) {
    auto const peer = scene.join();
    scene.begin();
    for (int count = 0; count < 10'000; ++count) {
        scene.text(peer, "42[\"go\"]");
        peer->received().clear();
    }
    EXPECT_EQ(scene.times(metric::too_many_acks), 0);
    scene.expect_bounded(64, cost_of_client);
    scene.text(peer, "42[\"go\"]");
    EXPECT_EQ(scene.times(metric::too_many_acks), 1);
}

TEST(hub_memory, of_answers_that_do_not_come) {
    memory_scene scene;
    int refused = 0;
    scene.io().on("go", [&refused](socket const& me) {
        me.emit_with_ack<int>("q")([&refused](error_code failed, int) {
            if (failed == error::too_many_acks)
                ++refused;
        });
    });
    expect_bound_of_answers(scene);
    EXPECT_EQ(refused, 1);
}

TEST(hub_memory, of_answers_to_broadcasts_that_do_not_come) {
    memory_scene scene;
    scene.io().on("go", [&scene](socket const& me) {
        scene.io().to(me.id()).emit_with_ack<int>("q")([](error_code, std::vector<int> const&) {});
    });
    expect_bound_of_answers(scene);
}

TEST(hub_memory, of_attachments_that_do_not_come) {
    memory_scene scene;
    auto const peer = scene.join();
    scene.begin();
    scene.text(peer, "4511-[\"a\",{\"_placeholder\":true,\"num\":0}]"); // more than 10: refused
    EXPECT_EQ(scene.times(metric::invalid_packet), 1);

    auto const other = scene.join();
    scene.begin();
    scene.text(other, "4510-[\"a\",{\"_placeholder\":true,\"num\":0}]");
    for (int count = 0; count < 9; ++count)
        scene.frame(other, opcode::binary, std::string(1'000'000, 'x'));
    scene.expect_bounded(2, cost_of_client);
    scene.frame(other, opcode::binary, std::string(1'000'000, 'x'));
    EXPECT_LE(scene.grown(), cost_of_client) << "a complete event is kept";
    EXPECT_EQ(scene.times(metric::event_too_large), 0);
}

TEST(hub_memory, of_many_attachments_without_content) {
    memory_scene scene({.max_attachments = 1'000'000, .max_event_size = 100'000});
    std::vector<disconnect_reason> ends;
    scene.io().on_connection([&ends](socket const& me) {
        me.on_disconnect([&ends](disconnect_reason why) { ends.push_back(why); });
    });
    auto const peer = scene.join();
    scene.begin();
    scene.text(peer, "45100000-[\"a\"]");
    int count = 0;
    for (; count < 10'000 && scene.times(metric::event_too_large) == 0; ++count) {
        EXPECT_LE(scene.grown(), 100'000U);
        scene.frame(peer, opcode::binary, "");
    }
    EXPECT_LE(count, 1042);
    EXPECT_GE(count, 1000);
    EXPECT_EQ(ends, std::vector{disconnect_reason::forced_close});
}

boost::asio::awaitable<void> wait_in(memory_scene& scene) { co_await scene.io().delay(1h); }

TEST(hub_memory, of_events_that_wait_for_handlers) {
    memory_scene scene({.max_running_handlers = 1});
    scene.io().on("wait", [&scene](socket) { return wait_in(scene); });
    auto const peer = scene.join();
    scene.text(peer, "42[\"wait\"]");
    scene.begin();
    int count = 0;
    for (; count < 100'000 && !peer->paused(); ++count)
        scene.text(peer, "42[\"a\"]");
    EXPECT_TRUE(peer->paused());
    scene.expect_bounded(16, cost_of_client);
    EXPECT_LE(scene.grown(), (std::size_t{1} << 20) * 3 / 2);
    for (int more = 0; more < 1000; ++more)
        scene.text(peer, "42[\"a\"]"); // stays in the kernel
    EXPECT_LE(scene.grown(), (std::size_t{1} << 20) * 3 / 2 + 2 * 1000 * 13);
}

TEST(hub_memory, of_handlers_that_wait) {
    memory_scene scene;
    scene.io().on("wait", [&scene](socket) { return wait_in(scene); });
    auto const peer = scene.join();
    scene.begin();
    for (int count = 0; count < 256; ++count)
        scene.text(peer, "42[\"wait\"]");
    scene.expect_bounded(0, 256 * std::size_t{4096});
    std::size_t const running = scene.grown();
    for (int count = 0; count < 100; ++count)
        scene.text(peer, "42[\"wait\"]");
    EXPECT_LE(scene.grown(), running + 100 * std::size_t{256}) << "the 257th handler runs";
}

TEST(hub_memory, of_answers_that_are_not_read) {
    memory_scene scene;
    scene.io().on("echo", [](int number) { return number; });
    auto const peer = scene.join();
    peer->set_room(0);
    scene.begin();
    for (int count = 0; count < 40'000 && scene.times(metric::slow_consumer) == 0; ++count) {
        if (count % 100 == 0) {
            scene.expect_bounded(64, cost_of_client);
            EXPECT_LE(scene.grown(), (std::size_t{16} << 20) * 5 / 4);
        }
        scene.text(peer, "421[\"echo\",1]");
    }
    EXPECT_EQ(scene.times(metric::slow_consumer), 1);
    EXPECT_LE(scene.grown(), cost_of_client + kept_by_hub);
}

TEST(hub_memory, of_events_that_nobody_hears_and_of_lines_about_them) {
    memory_scene scene;
    scene.io().on("a", [](int) {});
    auto const peer = scene.join();
    scene.begin();
    for (int count = 0; count < 10'000; ++count) {
        scene.text(peer, "42[\"a\",\"" + std::to_string(count) + "\"]"); // does not fit: a line
        scene.text(peer, "42[\"b" + std::to_string(count) + "\"]");
    }
    EXPECT_EQ(scene.times(metric::bad_arguments), 10'000);
    scene.expect_bounded(0, cost_of_client);
}

TEST(hub_memory, of_events_that_clients_may_miss) {
    constexpr std::size_t most = std::size_t{1} << 20;
    memory_scene scene({.connection_state_recovery = recovery_options{.max_bytes = most}});
    auto const peer = scene.join();
    peer->reset(); // and may come back
    scene.begin();
    std::string const text(200, 'x');
    for (int count = 0; count < 5'000; ++count)
        scene.io().to("/").emit("nobody");
    EXPECT_LE(scene.grown(), std::size_t{64} << 10); // kept for nobody
    for (int count = 0; count < 5'000; ++count) {
        scene.io().emit("missed", text);
        scene.settle();
    }
    EXPECT_LE(scene.grown(), most + (std::size_t{64} << 10));
    EXPECT_GE(scene.grown(), most / 2);
    scene.pass(std::chrono::hours(1));                 // nobody may miss them any more
    std::size_t const blocks = std::size_t{540} << 10; // which wait for the next units
    EXPECT_LE(scene.grown(), blocks + (std::size_t{64} << 10));
}

TEST(hub_memory, of_sessions_of_clients_that_are_away) {
    memory_scene scene({.connection_state_recovery = recovery_options{.max_sessions = 1'000}});
    scene.begin();
    for (int count = 0; count < 2'000; ++count) {
        auto const peer = scene.join();
        peer->reset();
        scene.settle();
    }
    EXPECT_EQ(scene.times(metric::too_many_kept_sessions), 1'000);
    std::size_t const peers = 2'000 * sizeof(test_kit::memory_peer);
    EXPECT_LE(scene.grown(), 1'000 * std::size_t{2'048} + 2 * peers);
}

TEST(hub_memory, is_given_back_at_the_end) {
    memory_scene scene;
    scene.io().on("join", [](socket const& me, std::string const& room) { me.join(room); });
    scene.begin();
    for (int round = 0; round < 100; ++round) {
        auto const peer = scene.join();
        for (int count = 0; count < 50; ++count)
            scene.text(peer, "42[\"join\",\"" + std::to_string(round * 100 + count) + "\"]");
        scene.text(peer, "4510-[\"a\",{\"_placeholder\":true,\"num\":0}]");
        scene.frame(peer, opcode::binary, std::string(10'000, 'x'));
        peer->reset();
    }
    scene.expect_bounded(0, std::size_t{128} << 10);
}

} // namespace
} // namespace socketiota::test
