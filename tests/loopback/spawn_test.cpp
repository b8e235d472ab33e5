// SPDX-License-Identifier: MIT
#include <socketiota/engine_server.hpp>
#include <socketiota/server.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <exception>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <support/shards_under_test.hpp>

// `spawn`, and where an exception goes that leaves no handler of a socket.

namespace socketiota {
namespace {

namespace net = boost::asio;
using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

class spawn : public testing::Test {
protected:
    [[nodiscard]] server_options options() {
        server_options given;
        given.serve_client = false;
        given.shards = test::shards_under_test();
        given.log = [this](log_level level, std::string_view line) {
            if (level == log_level::error)
                lines.emplace_back(line);
        };
        return given;
    }

    auto note() {
        return [this](std::exception_ptr failure) {
            try {
                std::rethrow_exception(std::move(failure));
            } catch (std::exception const& thrown) {
                failures.emplace_back(thrown.what());
            }
        };
    }

    std::vector<std::string> lines;
    std::vector<std::string> failures;
};

net::awaitable<void> fail_and_stop(server_base& io) {
    io.stop();
    throw std::runtime_error("no luck");
    co_return; // makes it a coroutine
}

TEST_F(spawn, runs_a_coroutine_on_the_thread_of_the_server) {
    server io(options());
    std::thread::id ran_on;
    io.spawn([&]() -> net::awaitable<void> {
        co_await io.delay(1ms, net::use_awaitable);
        ran_on = std::this_thread::get_id();
        io.stop();
    });
    EXPECT_EQ(ran_on, std::thread::id()) << "it begins inside of the call";
    std::thread([&io] { io.run(); }).join();
    EXPECT_NE(ran_on, std::thread::id());
    EXPECT_NE(ran_on, std::this_thread::get_id());
    EXPECT_THAT(lines, IsEmpty());
}

TEST_F(spawn, keeps_a_function_as_long_as_it_runs) {
    server io(options());
    auto held = std::make_shared<int>(1);
    std::weak_ptr<int> const watch = held;
    bool kept = false;
    io.spawn([&io, &kept, &watch, held = std::move(held)]() -> net::awaitable<void> {
        co_await io.delay(1ms, net::use_awaitable);
        kept = !watch.expired();
        io.stop();
    });
    io.run();
    EXPECT_TRUE(kept);
    EXPECT_TRUE(watch.expired());
}

TEST_F(spawn, may_be_called_from_any_thread) {
    server io(options());
    std::thread([&io] {
        io.spawn([&io]() -> net::awaitable<void> { co_return io.stop(); });
    }).join();
    io.run();
    EXPECT_THAT(lines, IsEmpty());
}

TEST_F(spawn, tells_on_error_of_an_exception) {
    server io(options());
    io.on_error(note());
    std::vector<metric> counted;
    io.on_metric([&counted](metric what) { counted.push_back(what); });
    io.spawn(fail_and_stop(io));
    io.run();
    EXPECT_THAT(failures, ElementsAre("no luck"));
    EXPECT_THAT(counted, ElementsAre(metric::handler_failed));
    EXPECT_THAT(lines, IsEmpty());
}

TEST_F(spawn, tells_the_log_of_an_exception_if_nobody_else_wants_to_know) {
    server io(options());
    // A function for sockets is none for what belongs to no socket.
    io.on_error(
        [this](socket const&, std::exception_ptr) { failures.emplace_back("of a socket"); });
    io.spawn(fail_and_stop(io));
    io.run();
    EXPECT_THAT(failures, IsEmpty());
    EXPECT_THAT(lines, ElementsAre("a coroutine of spawn failed: no luck"));
}

TEST_F(spawn, belongs_to_an_engine_server_too) {
    engine_server io({.log = options().log, .shards = test::shards_under_test()});
    io.on_error(note());
    io.spawn(fail_and_stop(io));
    io.run();
    EXPECT_THAT(failures, ElementsAre("no luck"));
}

TEST_F(spawn, does_not_report_that_the_end_of_the_server_ended_it_on_one_shard) {
    net::io_context context(1);
    server_options given = options();
    given.shards = 1;
    server io(context, std::move(given));
    io.on_error(note());
    bool ended = false;
    io.spawn([&]() -> net::awaitable<void> {
        struct at_the_end {
            bool& flag;
            ~at_the_end() { flag = true; }
        } const mark{ended};
        co_await io.delay(1h, net::use_awaitable);
    });
    context.poll();
    io.stop();
    context.restart();
    context.run();
    EXPECT_TRUE(ended);
    EXPECT_THAT(failures, IsEmpty());
    EXPECT_THAT(lines, IsEmpty());
}

TEST_F(spawn, reports_an_abort_that_the_end_of_the_server_did_not_cause) {
    server io(options());
    io.on_error([this, &io](std::exception_ptr failure) {
        note()(std::move(failure));
        io.stop();
    });
    io.spawn([]() -> net::awaitable<void> {
        throw boost::system::system_error(net::error::operation_aborted);
        co_return;
    });
    io.run();
    EXPECT_EQ(failures.size(), 1U);
}

} // namespace
} // namespace socketiota
