// SPDX-License-Identifier: MIT
//
// The rows of docs/design/bounds.md about what a server makes the sockets of a client hold.
#include "client_life_scene.hpp"

#include <boost/asio/awaitable.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstddef>
#include <exception>
#include <string>
#include <utility>
#include <vector>

#include <support/failing_heap.hpp>
#include <support/waiting_coroutines.hpp>

namespace socketiota::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// What a client may hold beside what the server has sent.
constexpr std::size_t client_cost = 64 * 1024;
constexpr std::size_t most = 100'000;

client_options small_options() {
    auto options = client_life_scene::usual_options();
    options.max_message_size = most;
    return options;
}

/// How much more heap is taken than when it began.
class growth {
public:
    void expect_at_most(std::size_t octets) const {
        std::size_t const now = failing_heap::octets();
        EXPECT_LE(now > began_ ? now - began_ : 0, octets);
    }

private:
    std::size_t const began_ = failing_heap::octets();
};

TEST(client_memory, of_events_before_it_is_let_in) {
    client_life_scene scene(small_options());
    scene.begin();
    std::vector<int> numbers;
    scene.me->on("early",
                 [&numbers](int number, std::string const&) { numbers.push_back(number); });
    scene.time.settle();
    scene.open_session();
    growth const grown;
    for (int number = 0; number < 1000; ++number)
        scene.say(R"(42["early",)" + std::to_string(number) + ",\"" + std::string(900, 'x') +
                  "\"]");
    grown.expect_at_most(2 * most + client_cost);
    scene.say(R"(40{"sid":"socket id"})");
    grown.expect_at_most(client_cost);
    EXPECT_GT(numbers.size(), 50U);
    EXPECT_LT(numbers.size(), 112U);
    for (std::size_t place = 0; place < numbers.size(); ++place)
        EXPECT_EQ(numbers[place], static_cast<int>(place));
}

TEST(client_memory, of_what_nobody_has_joined_or_asked_for) {
    client_life_scene scene(small_options());
    scene.connect();
    growth const grown;
    for (int number = 0; number < 10'000; ++number) {
        std::string const count = std::to_string(number);
        scene.server->text("40/n" + count + R"(,{"sid":"x"})");
        scene.server->text("42/n" + count + R"(,["event",1])");
        scene.server->text("43" + count + "[1]");
        scene.say("42[\"e" + count + "\"]");
    }
    grown.expect_at_most(client_cost);
    EXPECT_TRUE(scene.me->connected());
}

TEST(client_memory, of_attachments_that_do_not_come) {
    client_life_scene scene(small_options());
    scene.connect();
    std::vector<disconnect_reason> reasons;
    scene.me->on_disconnect([&reasons](disconnect_reason why) { reasons.push_back(why); });
    growth const grown;
    std::string text = R"(4510-["a")";
    for (int number = 0; number < 10; ++number)
        text += R"(,{"_placeholder":true,"num":)" + std::to_string(number) + "}";
    scene.say(text + "]");
    for (int number = 0; number < 9; ++number) {
        EXPECT_THAT(reasons, IsEmpty()) << number;
        scene.server->binary(std::string(11'000, 'x'));
        scene.time.settle();
        grown.expect_at_most(2 * most + client_cost);
    }
    scene.server->binary(std::string(11'000, 'x'));
    scene.time.settle();
    EXPECT_THAT(reasons, ElementsAre(disconnect_reason::parse_error));
}

TEST(client_memory, of_handlers_that_do_not_end) {
    auto options = small_options();
    options.max_running_handlers = 100;
    client_life_scene scene(options);
    scene.connect();
    waiting_coroutines waiting;
    int begun = 0;
    int ended = 0;
    std::vector<disconnect_reason> reasons;
    std::vector<std::string> errors;
    scene.me->on_disconnect([&reasons](disconnect_reason why) { reasons.push_back(why); });
    scene.manager->told().error =
        detail::callback<void(std::exception_ptr)>([&errors](std::exception_ptr const& failure) {
            try {
                std::rethrow_exception(failure);
            } catch (std::exception const& thrown) {
                errors.emplace_back(thrown.what());
            }
        });
    scene.me->on("work", [&]() -> boost::asio::awaitable<void> {
        ++begun;
        co_await waiting.wait();
        ++ended;
    });
    growth const grown;
    auto const flood = [&scene](int count) {
        for (int number = 0; number < count; ++number)
            scene.server->text(R"(42["work"])");
        scene.time.settle();
    };
    flood(100);
    EXPECT_EQ(begun, 100);
    EXPECT_TRUE(scene.me->connected());
    flood(1000);
    EXPECT_EQ(begun, 100);
    grown.expect_at_most(100 * 4096 + client_cost);
    EXPECT_THAT(reasons, ElementsAre(disconnect_reason::transport_error));
    EXPECT_THAT(errors, ElementsAre("the server sends events faster than their handlers end, of "
                                    "which client_options.max_running_handlers run"));
    scene.time.pass(1'010ms);
    scene.open_session();
    scene.say(R"(40{"sid":"socket id"})");
    waiting.release();
    scene.time.settle();
    EXPECT_EQ(ended, 100);
    flood(100);
    EXPECT_EQ(begun, 200) << "those of the session before have ended";
    EXPECT_TRUE(scene.me->connected());
    waiting.release();
    scene.time.settle();
    EXPECT_EQ(ended, 200);
}

} // namespace
} // namespace socketiota::test
