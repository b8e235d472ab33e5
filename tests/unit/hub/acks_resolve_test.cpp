// SPDX-License-Identifier: MIT
//
// Every ack resolves, however it ends and whoever waits for it.
#include "room_scene.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/system/system_error.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <exception>
#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <utility>

namespace socketiota::test {
namespace {

namespace net = boost::asio;
using namespace std::chrono_literals;

enum class asked { a_socket, a_broadcast, a_found_socket };
enum class waits { as_callback, as_coroutine, as_future };
enum class ends {
    by_answer,
    by_timeout,
    by_disconnect,
    by_cancel,
    by_close,
    by_destruction,
    at_once
};

class ack : public room_scene, public testing::WithParamInterface<std::tuple<asked, waits, ends>> {
protected:
    /// Asks client 0 in the way of the parameters, on a context that outlives the server.
    void ask(std::chrono::milliseconds limit) {
        socket const one = people.at(0);
        switch (std::get<asked>(GetParam())) {
        case asked::a_socket:
            return wait_for(one.timeout(limit).emit_with_ack<int>("question"));
        case asked::a_broadcast:
            return wait_for(root().to(one.id()).timeout(limit).emit_with_ack<int>("question"));
        case asked::a_found_socket:
            return wait_for(found_.value().timeout(limit).emit_with_ack<int>("question"));
        }
    }

    void find() {
        auto found = root().to(people.at(0).id()).fetch_sockets(net::use_future);
        scene->time.settle();
        found_ = found.get().at(0);
    }

    /// What the operation came to, once everything that is ready has happened.
    std::optional<error_code> outcome() {
        // There and back: a coroutine is cancelled on its own context, which tells the shard.
        for (int round = 0; round < 2; ++round) {
            other_.restart();
            other_.poll();
            if (scene)
                scene->time.settle();
        }
        other_.restart();
        other_.poll();
        if (future_failure_)
            future_failure_();
        return outcome_;
    }

    net::cancellation_signal signal_;

private:
    template <class Operation>
    void wait_for(Operation operation) {
        switch (std::get<waits>(GetParam())) {
        case waits::as_callback:
            std::move(operation)(net::bind_executor(
                other_,
                net::bind_cancellation_slot(signal_.slot(), [this](error_code failed, auto const&) {
                    EXPECT_FALSE(outcome_) << "it completed twice";
                    outcome_ = failed;
                })));
            break;
        case waits::as_coroutine:
            net::co_spawn(
                other_,
                [kept = std::move(operation)]() mutable -> net::awaitable<void> {
                    co_await std::move(kept)(net::use_awaitable);
                },
                net::bind_cancellation_slot(signal_.slot(), [this](std::exception_ptr failure) {
                    outcome_ = code_of(failure);
                }));
            other_.poll();
            break;
        case waits::as_future: {
            auto result = std::move(operation)(net::bind_executor(
                other_, net::bind_cancellation_slot(signal_.slot(), net::use_future)));
            auto const shared = std::make_shared<decltype(result)>(std::move(result));
            future_failure_ = [this, shared] {
                if (shared->wait_for(0s) != std::future_status::ready)
                    return;
                try {
                    shared->get();
                    outcome_ = error_code();
                } catch (boost::system::system_error const& failed) {
                    outcome_ = failed.code();
                }
            };
            break;
        }
        }
    }

    static error_code code_of(std::exception_ptr const& failure) {
        try {
            if (failure)
                std::rethrow_exception(failure);
        } catch (boost::system::system_error const& thrown) {
            return thrown.code();
        }
        return {};
    }

    net::io_context other_;
    std::optional<remote_socket> found_;
    std::optional<error_code> outcome_;
    std::function<void()> future_failure_;
};

TEST_P(ack, resolves) {
    find();
    error_code expected;
    switch (std::get<ends>(GetParam())) {
    case ends::by_answer:
        ask(1h);
        EXPECT_FALSE(outcome());
        say(0, "30[1]");
        break;
    case ends::by_timeout:
        ask(1s);
        EXPECT_FALSE(outcome());
        scene->time.pass(2s);
        expected = error::operation_has_timed_out;
        break;
    case ends::by_disconnect:
        ask(1h);
        EXPECT_FALSE(outcome());
        say(0, "1");
        expected = error::socket_disconnected;
        break;
    case ends::by_cancel:
        ask(1h);
        EXPECT_FALSE(outcome());
        signal_.emit(net::cancellation_type::terminal);
        expected = net::error::operation_aborted;
        break;
    case ends::by_close:
        ask(1h);
        EXPECT_FALSE(outcome());
        scene->on_shard([&] { scene->close(); });
        expected = error::socket_disconnected;
        break;
    case ends::by_destruction:
        ask(1h);
        EXPECT_FALSE(outcome());
        // As a server does it: without a turn in which anything could be delivered.
        scene->close();
        scene.reset();
        signal_.emit(net::cancellation_type::terminal); // too late, and harmless
        expected = error::socket_disconnected;
        break;
    case ends::at_once:
        say(0, "1");
        ask(1h);
        // There is nobody to be asked: for a broadcast that is no failure.
        if (std::get<asked>(GetParam()) != asked::a_broadcast)
            expected = error::socket_disconnected;
        break;
    }
    std::optional<error_code> const seen = outcome();
    ASSERT_TRUE(seen) << "it has not completed";
    EXPECT_EQ(*seen, expected);
    signal_.emit(net::cancellation_type::terminal);
    if (scene)
        scene->time.pass(2h);
}

std::string name_of(testing::TestParamInfo<ack::ParamType> const& info) {
    static constexpr std::string_view whom[] = {"socket", "broadcast", "found_socket"};
    static constexpr std::string_view how[] = {"callback", "coroutine", "future"};
    static constexpr std::string_view why[] = {"answer", "timeout",     "disconnect", "cancel",
                                               "close",  "destruction", "at_once"};
    auto const [target, token, end] = info.param;
    return std::string(whom[static_cast<int>(target)]) + "_" +
           std::string(how[static_cast<int>(token)]) + "_" +
           std::string(why[static_cast<int>(end)]);
}

INSTANTIATE_TEST_SUITE_P(
    every, ack,
    testing::Combine(testing::Values(asked::a_socket, asked::a_broadcast, asked::a_found_socket),
                     testing::Values(waits::as_callback, waits::as_coroutine, waits::as_future),
                     testing::Values(ends::by_answer, ends::by_timeout, ends::by_disconnect,
                                     ends::by_cancel, ends::by_close, ends::by_destruction,
                                     ends::at_once)),
    name_of);

/// What a middleware does with a socket that is not connected yet.
TEST_F(room_scene, an_ack_asked_for_before_the_connection_resolves) {
    std::optional<error_code> seen;
    scene->use([&seen](socket& who) {
        who.emit_with_ack<int>("too early")([&seen](error_code failed, int) { seen = failed; });
        return verdict::accept();
    });
    scene->join();
    EXPECT_EQ(seen, error::socket_disconnected);
}

} // namespace
} // namespace socketiota::test
