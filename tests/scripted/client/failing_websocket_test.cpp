// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <cstddef>
#include <new>
#include <optional>
#include <string>
#include <utility>

#include <support/failing_heap.hpp>
#include <support/websocket_life_scene.hpp>

// As failing_client_test.cpp: each life with the first allocation failing, then with the second,
// and so on. What the WebSocket has no memory for ends the connection, or is told to whoever asked.

namespace socketiota::test {
namespace {

constexpr std::string_view long_text = "a text that is too long to be kept in place";

void live(websocket_life_scene& scene) {
    scene.connect();
    scene.open("Sec-WebSocket-Protocol: a-long-name-of-a-subprotocol\r\n");
    scene.receive();
    scene.say(long_text);
    scene.say(long_text);
    scene.receive();
    scene.send(long_text);
    static_cast<void>(scene.core->send(bytes(long_text)));
    scene.time.pass(30s); // a ping
    scene.receive();
    scene.close(4000, long_text);
    scene.say_close(4000, long_text);
    scene.connect();
    if (scene.is_dialled())
        scene.next_attempt().refuse({loop::dial_stage::connect, {}, std::string(long_text)});
    scene.time.settle();
    scene.connect();
    scene.open("Sec-WebSocket-Protocol: a-long-name-of-a-subprotocol\r\n");
    scene.close();
    scene.time.pass(60s);
}

/// False if it went through without a failure.
bool lead_life(std::size_t nth, std::size_t more, websocket_client_options options) {
    options.subprotocols = {"a-long-name-of-a-subprotocol"};
    websocket_life_scene scene(std::move(options));
    failing_heap::fail(nth, more);
    std::optional<failing_heap::counting> counts(std::in_place);
    try {
        live(scene);
    } catch (std::bad_alloc const&) {
        scene.time.settle(); // without what the test had no memory for
    }
    counts.reset();
    bool const has_failed = failing_heap::counted() >= nth;
    scene.core->contain([&] { scene.core->close(1000, {}, nullptr); }); // and goes on
    scene.time.pass(60s);
    scene.connect();
    EXPECT_TRUE(scene.open("Sec-WebSocket-Protocol: a-long-name-of-a-subprotocol\r\n"));
    EXPECT_TRUE(scene.core->open());
    scene.end();
    EXPECT_EQ(scene.time.shard().units().alive(), 0U);
    return has_failed;
}

void lead_lives(websocket_client_options const& options) {
    static_cast<void>(lead_life(0, 0, options)); // what libraries make once, they make without us
    for (std::size_t const more : {0U, 2U}) {
        std::size_t nth = 0;
        for (bool goes_on = true; goes_on && !testing::Test::HasFailure();) {
            SCOPED_TRACE("allocation " + std::to_string(++nth) + " and " + std::to_string(more) +
                         " more");
            goes_on = lead_life(nth, more, options);
        }
        EXPECT_GT(nth, 100U);
    }
}

TEST(a_plain_websocket_without_memory, ends_and_may_connect_again) {
    lead_lives(websocket_life_scene::usual_options());
}

TEST(a_plain_websocket_without_memory, offers_compression_all_the_same) {
    auto options = websocket_life_scene::usual_options();
    options.per_message_deflate = deflate_options{};
    lead_lives(options);
}

} // namespace
} // namespace socketiota::test
