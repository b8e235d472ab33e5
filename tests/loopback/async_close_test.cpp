// SPDX-License-Identifier: MIT
#include <socketiota/server.hpp>

#include <boost/asio/bind_executor.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address_v4.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>

#include <gtest/gtest.h>

#include <future>
#include <optional>
#include <string_view>
#include <thread>
#include <utility>

#include <support/shards_under_test.hpp>

// That `async_close` completes, whoever waits and whatever has gone by then. A test that waits for
// what never comes ends by the time limit of its ctest.

namespace socketiota {
namespace {

namespace asio = boost::asio;

server_options quiet() {
    server_options options;
    options.serve_client = false;
    options.log = [](log_level, std::string_view) {};
    return options;
}

class async_close_on_one_shard : public testing::Test {
protected:
    auto note() {
        return [this](error_code failure) {
            EXPECT_FALSE(failure) << failure.message();
            thread_ = std::this_thread::get_id();
        };
    }

    [[nodiscard]] bool done() const { return thread_ != std::thread::id(); }

    asio::io_context context_{1};
    asio::io_context mine_{1};
    std::thread::id thread_;
    std::optional<server> io_{std::in_place, context_, quiet()};
};

TEST_F(async_close_on_one_shard, calls_a_function_on_the_thread_of_the_server) {
    io_->async_close(note());
    EXPECT_FALSE(done()) << "inside of the call";
    std::thread([this] { context_.run(); }).join();
    EXPECT_TRUE(done());
    EXPECT_NE(thread_, std::this_thread::get_id());
}

TEST_F(async_close_on_one_shard, keeps_the_context_of_the_handler_alive) {
    io_->async_close(asio::bind_executor(mine_, note()));
    mine_.poll();
    EXPECT_FALSE(mine_.stopped()) << "somebody waits";
    context_.run();
    EXPECT_FALSE(done());
    mine_.run();
    EXPECT_TRUE(done());
}

TEST_F(async_close_on_one_shard, is_awaited_by_a_coroutine) {
    asio::co_spawn(
        mine_,
        [this]() -> asio::awaitable<void> {
            co_await io_->async_close();
            co_await io_->async_close(asio::use_awaitable); // any number of times
            note()({});
        },
        asio::detached);
    std::thread other([this] {
        auto const work = asio::make_work_guard(context_);
        context_.run();
    });
    mine_.run();
    context_.stop();
    other.join();
    EXPECT_EQ(thread_, std::this_thread::get_id());
}

TEST_F(async_close_on_one_shard, gives_a_future_to_another_thread) {
    io_->listen({asio::ip::address_v4::loopback(), 0});
    std::thread loop([this] { context_.run(); });
    io_->async_close(asio::use_future).get();
    loop.join(); // nothing is left to do
}

TEST_F(async_close_on_one_shard, completes_if_the_server_goes_first) {
    io_->async_close(asio::bind_executor(mine_, note()));
    io_.reset();
    context_.run();
    mine_.run();
    EXPECT_TRUE(done());
}

TEST_F(async_close_on_one_shard, completes_if_it_is_started_when_the_server_has_gone) {
    auto with_executor = io_->async_close();
    auto future = io_->async_close();
    auto function = io_->async_close();
    io_.reset();
    std::move(with_executor)(asio::bind_executor(mine_, note()));
    EXPECT_FALSE(done()) << "inside of the call";
    mine_.run();
    EXPECT_TRUE(done());
    std::move(future)(asio::use_future).get();
    std::promise<error_code> called;
    std::move(function)([&called](error_code failure) { called.set_value(failure); });
    EXPECT_FALSE(called.get_future().get());
}

TEST(async_close_of_an_own_loop, completes_elsewhere_if_the_loop_goes_first) {
    asio::io_context mine;
    std::optional<error_code> outcome;
    {
        server_options options = quiet();
        options.shards = test::shards_under_test();
        server io(std::move(options));
        io.async_close(
            asio::bind_executor(mine, [&outcome](error_code failure) { outcome = failure; }));
    }
    mine.run();
    EXPECT_EQ(outcome, error_code());
}

} // namespace
} // namespace socketiota
