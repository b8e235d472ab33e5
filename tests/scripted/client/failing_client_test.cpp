// SPDX-License-Identifier: MIT
#include "client_life_scene.hpp"

#include <boost/asio/awaitable.hpp>

#include <gtest/gtest.h>

#include <cstddef>
#include <memory>
#include <new>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <support/failing_heap.hpp>

// Each life is led with the first allocation failing, then with the second, and so on until none is
// left to fail. What the client has no memory for breaks its session, which it makes anew, or is
// told to whoever asked; one of the test itself ends the life there.

namespace socketiota::test {
namespace {

/// How often it was answered. Whoever waits for the answer holds it.
using question = std::shared_ptr<int>;

/// How often each function of the program was called.
struct heard {
    int connects = 0;
    int disconnects = 0;
    int errors = 0;
    int events = 0;
    std::vector<question> questions{std::make_shared<int>(), std::make_shared<int>(),
                                    std::make_shared<int>(), std::make_shared<int>()};
    std::size_t asked = 0;
};

void register_functions(client_life_scene& scene, heard& of) {
    scene.me->on_connect([&of] { ++of.connects; });
    scene.me->on_disconnect([&of] { ++of.disconnects; });
    scene.me->on_connect_error([&of] { ++of.errors; });
    scene.me->on("news", [&of](std::string const&, reply<int> answer) {
        ++of.events;
        answer(1);
    });
    scene.me->on_any([] {});
}

void ask(client_life_scene& scene, heard& of) {
    try {
        scene.me->timeout(5s).emit_with_ack<int>("question", "words that need an allocation")(
            [mine = of.questions[of.asked++]](error_code, int) { ++*mine; });
    } catch (std::bad_alloc const&) {
        return; // whoever asked knows
    }
}

void live(client_life_scene& scene, heard& of) {
    scene.me->connect();
    ask(scene, of); // waits until it is connected
    scene.time.settle();
    scene.open_session();
    scene.say(R"(40{"sid":"socket id"})");
    ask(scene, of);
    scene.time.settle();
    scene.say(R"(421["news","a text that is too long to be kept in place"])");
    scene.say("431[5]");
    scene.time.pass(6s); // nobody answers the other
    ask(scene, of);
    scene.time.settle();
    scene.break_connection();
    scene.time.pass(10s);
    scene.open_session();
    scene.say(R"(44{"message":"not today, says the server in a long sentence"})");
    scene.me->connect();
    scene.time.settle();
    scene.open_session();
    scene.say(R"(40{"sid":"another socket id"})");
    ask(scene, of);
    scene.time.settle();
    scene.manager->close();
    scene.time.pass(60s);
}

/// False if it went through without a failure.
bool lead_life(std::size_t nth, std::size_t more, client_options options) {
    options.auto_connect = false;
    heard of;
    client_life_scene scene(std::move(options));
    scene.begin();
    register_functions(scene, of);
    scene.time.settle();
    failing_heap::fail(nth, more);
    std::optional<failing_heap::counting> counts(std::in_place);
    try {
        live(scene, of);
    } catch (std::bad_alloc const&) {
        scene.time.settle(); // without what the test had no memory for
    }
    counts.reset();
    bool const has_failed = failing_heap::counted() >= nth;
    if (!has_failed) {
        EXPECT_EQ(of.connects, 2);
        EXPECT_EQ(of.events, 1);
        EXPECT_EQ(of.asked, of.questions.size());
    }
    scene.manager->close(); // and goes on as if nothing had been
    scene.time.settle();
    EXPECT_FALSE(scene.me->connected());
    EXPECT_EQ(of.connects, of.disconnects);
    int const before = of.connects;
    scene.manager->connect();
    scene.time.settle();
    EXPECT_TRUE(scene.open_session());
    scene.say(R"(40{"sid":"the last socket id"})");
    EXPECT_TRUE(scene.me->connected());
    EXPECT_EQ(of.connects, before + 1);
    scene.end();
    for (question const& each : of.questions) {
        EXPECT_LE(*each, 1) << "each answer resolves once";
        EXPECT_EQ(each.use_count(), 1) << "nobody waits any more";
    }
    EXPECT_EQ(scene.time.shard().units().alive(), 0);
    return has_failed;
}

void lead_lives(client_options const& options, std::vector<std::size_t> const& all_more = {0, 2}) {
    static_cast<void>(lead_life(0, 0, options)); // what libraries make once, they make without us
    for (std::size_t const more : all_more) {
        std::size_t nth = 0;
        for (bool goes_on = true; goes_on && !testing::Test::HasFailure();) {
            SCOPED_TRACE("allocation " + std::to_string(++nth) + " and " + std::to_string(more) +
                         " more");
            goes_on = lead_life(nth, more, options);
        }
        EXPECT_GT(nth, 100);
    }
}

TEST(client_without_memory, makes_its_session_anew) {
    lead_lives(client_life_scene::usual_options());
}

TEST(client_without_memory, gives_up_what_it_tries_again) {
    auto options = client_life_scene::usual_options();
    options.retries = 2;
    options.ack_timeout = 1s;
    lead_lives(options);
}

TEST(client_without_memory, asks_anew_for_auth) {
    auto options = client_life_scene::usual_options();
    options.auth = [] {
        return value::parse(R"({"token":"long enough not to be kept in place"})").value();
    };
    lead_lives(options);
}

TEST(client_without_memory, asks_a_coroutine_anew_for_auth) {
    auto options = client_life_scene::usual_options();
    options.auth = []() -> boost::asio::awaitable<value> {
        co_return value::parse(R"({"token":"long enough not to be kept in place"})").value();
    };
    // One failure alone: Asio ends the process if it has no memory to destroy the coroutine that it
    // had no memory to begin.
    lead_lives(options, {0});
}

} // namespace
} // namespace socketiota::test
