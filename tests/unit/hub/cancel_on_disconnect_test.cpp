// SPDX-License-Identifier: MIT
#include "room_scene.hpp"

#include <socketiota/cancel_on_disconnect.hpp>
#include <socketiota/event.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace socketiota::test {
namespace {

namespace net = boost::asio;
using testing::ElementsAre;
using testing::IsEmpty;

/// Waits until it is cancelled, or for ever.
net::awaitable<void> wait_for_ever() {
    net::steady_timer never(co_await net::this_coro::executor,
                            net::steady_timer::time_point::max());
    co_await never.async_wait(net::use_awaitable);
}

/// Tells when the frame of a coroutine has gone.
struct witness {
    explicit witness(std::vector<std::string>& to) : told(to) {}

    witness(witness const&) = delete;
    witness& operator=(witness const&) = delete;

    ~witness() { told.emplace_back("ended"); }

    std::vector<std::string>& told;
};

class coroutine_of_a_socket : public room_scene {
protected:
    // Coroutines that still wait end with the scene, and tell of it.
    ~coroutine_of_a_socket() override { scene.reset(); }

    void leave() {
        scene->on_shard([&] { clients[0]->end(engine::close_reason::transport_close); });
    }

    std::vector<std::string> told;
};

TEST_F(coroutine_of_a_socket, goes_on_after_a_disconnect_unless_it_asks_for_the_end) {
    scene->on("wait", [this]() -> net::awaitable<void> {
        witness const here(told);
        co_await wait_for_ever();
    });
    say(0, "2[\"wait\"]");
    leave();
    EXPECT_THAT(told, IsEmpty());
    scene.reset();
    EXPECT_THAT(told, ElementsAre("ended"));
}

TEST_F(coroutine_of_a_socket, is_cancelled_and_nothing_is_reported) {
    scene->on("wait", cancel_on_disconnect([this](socket, int number) -> net::awaitable<int> {
                  witness const here(told);
                  told.push_back(std::to_string(number));
                  co_await wait_for_ever();
                  co_return number;
              }));
    say(0, "21[\"wait\",7]");
    say(1, "21[\"wait\",8]");
    EXPECT_THAT(told, ElementsAre("7", "8"));
    leave();
    EXPECT_THAT(told, ElementsAre("7", "8", "ended"));
    EXPECT_THAT(scene->errors, IsEmpty());
    EXPECT_THAT(clients[1]->heard(), IsEmpty()) << "the other one still waits";
}

TEST_F(coroutine_of_a_socket, ends_at_its_next_step_if_what_it_awaits_cannot_be_cancelled) {
    bool caught = false;
    scene->on("wait", cancel_on_disconnect([&](socket me) -> net::awaitable<void> {
                  witness const here(told);
                  error_code aborted;
                  net::steady_timer never(me.get_executor(), net::steady_timer::time_point::max());
                  co_await never.async_wait(net::redirect_error(net::use_awaitable, aborted));
                  caught = aborted == net::error::operation_aborted;
                  co_await wait_for_ever();
              }));
    say(0, "2[\"wait\"]");
    leave();
    EXPECT_TRUE(caught);
    EXPECT_THAT(told, ElementsAre("ended"));
    EXPECT_THAT(scene->errors, IsEmpty());
}

TEST_F(coroutine_of_a_socket, reports_other_failures) {
    scene->on("fail", cancel_on_disconnect([](socket) -> net::awaitable<void> {
                  error_code aborted;
                  net::steady_timer never(co_await net::this_coro::executor,
                                          net::steady_timer::time_point::max());
                  co_await never.async_wait(net::redirect_error(net::use_awaitable, aborted));
                  throw std::runtime_error("cannot clean up");
              }));
    scene->on("abort", cancel_on_disconnect([](socket) -> net::awaitable<void> {
                  throw boost::system::system_error(net::error::operation_aborted);
                  co_return;
              }));
    say(0, "2[\"abort\"]"); // while connected: it was not cancelled
    EXPECT_EQ(scene->errors.size(), 1U);
    say(0, "2[\"fail\"]");
    leave();
    ASSERT_EQ(scene->errors.size(), 2U);
    EXPECT_EQ(scene->errors[1], "cannot clean up");
}

TEST_F(coroutine_of_a_socket, answers_as_any_other_while_connected) {
    scene->on("add",
              cancel_on_disconnect([](int a, int b) -> net::awaitable<int> { co_return a + b; }));
    say(0, "23[\"add\",1,2]");
    EXPECT_THAT(clients[0]->heard(), ElementsAre("433[3]"));
    leave(); // nothing is left to be cancelled
    EXPECT_THAT(scene->errors, IsEmpty());
}

TEST_F(coroutine_of_a_socket, may_handle_a_typed_event) {
    static constexpr event<"add", int(int, int)> add{};
    scene->on_shard([&] {
        people[0].on(add, cancel_on_disconnect([](socket, auto a, auto b) -> net::awaitable<int> {
                         co_return a + b;
                     }));
    });
    say(0, "23[\"add\",1,2]");
    EXPECT_THAT(clients[0]->heard(), ElementsAre("433[3]"));
}

TEST_F(coroutine_of_a_socket, is_cancelled_when_it_starts_too_late) {
    root().on("leave", [](socket me) { me.disconnect(); });
    root().on("leave", cancel_on_disconnect([this](socket) -> net::awaitable<void> {
                  witness const here(told);
                  co_await wait_for_ever();
              }));
    say(0, "2[\"leave\"]");
    EXPECT_THAT(told, ElementsAre("ended"));
    EXPECT_THAT(scene->errors, IsEmpty());
}

TEST_F(coroutine_of_a_socket, may_run_as_long_as_the_connection) {
    auto captured = std::make_shared<std::string>("captured");
    root().on_connection(cancel_on_disconnect([this, captured](socket me) -> net::awaitable<void> {
        witness const here(told);
        me.emit("welcome");
        try {
            co_await wait_for_ever();
        } catch (...) {
            told.push_back(*captured);
            throw;
        }
    }));
    captured.reset();
    fake_session& late = scene->join();
    EXPECT_THAT(told, IsEmpty());
    scene->on_shard([&] { late.end(engine::close_reason::transport_close); });
    EXPECT_THAT(told, ElementsAre("captured", "ended"));
    EXPECT_THAT(scene->errors, IsEmpty());
}

TEST_F(coroutine_of_a_socket, keeps_what_an_on_disconnect_handler_captured) {
    auto captured = std::make_shared<std::string>("captured");
    net::steady_timer gate(scene->time.context(), net::steady_timer::time_point::max());
    scene->on_shard([&, kept = captured] {
        people[0].on_disconnect(
            [this, kept, &gate](socket, disconnect_reason) -> net::awaitable<void> {
                error_code ignored;
                co_await gate.async_wait(net::redirect_error(net::use_awaitable, ignored));
                told.push_back(*kept);
            });
    });
    captured.reset();
    leave(); // its handlers are forgotten, this one still runs
    gate.cancel();
    scene->time.settle();
    EXPECT_THAT(told, ElementsAre("captured"));
}

TEST_F(coroutine_of_a_socket, may_take_the_reason_alone_or_nothing) {
    scene->on_shard([&] {
        people[0].on_disconnect([this](disconnect_reason why) -> net::awaitable<void> {
            told.emplace_back(to_string(why));
            co_return;
        });
        people[0].on_disconnect([this]() -> net::awaitable<void> {
            told.emplace_back("over");
            co_return;
        });
    });
    leave();
    EXPECT_THAT(told, ElementsAre("transport close", "over"));
}

TEST_F(coroutine_of_a_socket, does_not_keep_the_socket_waiting_for_cancelled_answers) {
    scene->on("ask", cancel_on_disconnect([this](socket) -> net::awaitable<void> {
                  witness const here(told);
                  co_await people[1].emit_with_ack<int>("question")(net::use_awaitable);
              }));
    say(0, "2[\"ask\"]");
    EXPECT_THAT(clients[1]->heard(), ElementsAre("420[\"question\"]"));
    leave();
    EXPECT_THAT(told, ElementsAre("ended"));
    say(1, "30[1]");
    EXPECT_THAT(scene->errors, IsEmpty());
}

} // namespace
} // namespace socketiota::test
