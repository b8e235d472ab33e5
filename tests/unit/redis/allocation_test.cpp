// SPDX-License-Identifier: MIT
#include "recording_listener.hpp"
#include "scripted_redis.hpp"

#include <cstddef>
#include <functional>
#include <new>

#include <redis/single_client.hpp>
#include <support/failing_heap.hpp>

namespace socketiota::redis {
namespace {

namespace heap = test::failing_heap;

/// Hears and keeps nothing, so that it needs no memory.
struct deaf final : client_listener, subscription_listener {
    void on_state(link_state, error_code, std::string_view) override {}

    void on_gap() override {}

    void on_lost(error_code, std::string_view) override {}

    void on_message(std::string_view, std::string_view, std::string_view) override { ++messages; }

    void on_subscribed(channel_kind, std::string_view) override {}

    std::size_t messages = 0;
};

/// A client and a Redis that answers whatever it is asked. Only allocations of the client count.
class redis_allocation_test : public scripted_redis {
protected:
    void serve(scripted_carrier& who) {
        if (!who.is_open())
            return;
        if (!who.accepted)
            who.accept();
        for (std::string const& each : who.take_commands()) {
            if (!who.is_open())
                return;
            std::string const verb = each.substr(0, each.find(' '));
            if (verb == "subscribe") {
                who.is_subscribed = true;
                who.say("*3\r\n+" + verb + "\r\n+" + each.substr(verb.size() + 1) + "\r\n:1\r\n");
            } else {
                who.say("+" + verb + "\r\n");
            }
        }
    }

    void serve_all() {
        for (int round = 0; round < 6; ++round) {
            for (std::size_t each = 0; each < attempts.size(); ++each) {
                attempts[each]->around = [](std::function<void()> const& what) {
                    heap::counting const counted;
                    EXPECT_NO_THROW(what());
                };
                serve(*attempts[each]);
            }
            heap::counting const counted;
            EXPECT_NO_THROW(pass(60ms));
        }
    }

    deaf heard;
};

TEST_F(redis_allocation_test, comes_back_whichever_allocation_fails) {
    std::size_t most = 0;
    std::size_t nth = 1;
    for (; nth < 1000; ++nth) {
        attempts.clear();
        std::size_t answers = 0;
        auto made = std::make_unique<single_client>(home.shared(), shared_options(), maker());
        client& line = *made;
        line.subscribe(channel_kind::channel, "c", heard);
        line.start(heard);
        heap::fail(nth);
        try {
            heap::counting const counted;
            line.send({"GET", "k"}, [&answers](error_code, reply) { ++answers; });
        } catch (std::bad_alloc const&) { // who asks hears of it
            ++answers;
        }
        serve_all();
        most = heap::counted();
        heap::fail(0);
        for (int time = 0; time < 30; ++time)
            serve_all();
        EXPECT_EQ(line.state(), link_state::connected) << nth;
        EXPECT_EQ(answers, 1U) << nth;
        heard.messages = 0;
        for (auto const& each : attempts)
            if (each->is_open() && each->is_subscribed)
                each->say(">3\r\n+message\r\n+c\r\n+1\r\n");
        EXPECT_EQ(heard.messages, 1U) << nth;
        if (nth > most)
            break;
    }
    EXPECT_GT(nth, 20U);
    EXPECT_LT(nth, 1000U) << "not all of them were tried";
}

} // namespace
} // namespace socketiota::redis
