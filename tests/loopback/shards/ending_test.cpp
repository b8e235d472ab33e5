// SPDX-License-Identifier: MIT
//
// How a server with several shards ends, whoever ends it and from where. Run it under
// ThreadSanitizer.
#include "shards_test.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_future.hpp>

#include <chrono>
#include <csignal>
#include <future>

namespace socketiota::test {
namespace {

namespace asio = boost::asio;

/// Clients that go on talking until they are cut off.
class talkers {
public:
    talkers(std::uint16_t port, int count) {
        for (int index = 0; index < count; ++index)
            threads_.emplace_back([this, port] {
                blocking_websocket client(port, "/engine.io/");
                try {
                    client.next();
                    for (int answers = 0;; ++answers) {
                        if (answers == 50)
                            ++talking_;
                        client.say("4talk");
                        if (client.next().empty())
                            return;
                    }
                } catch (boost::system::system_error const&) {
                    return;
                }
            });
    }

    /// Nobody is connecting any more when this returns.
    void until_all_talk() const {
        while (talking_ < threads_.size())
            std::this_thread::yield();
    }

private:
    std::atomic<std::size_t> talking_ = 0;
    std::vector<std::jthread> threads_;
};

class ending_shards : public shards_test {
protected:
    void TearDown() override {
        end();
        EXPECT_EQ(opened, closed);
    }
};

TEST_F(ending_shards, stop_from_elsewhere_while_all_talk) {
    start(of_shards(shards));
    talkers const clients(io->port(), 12);
    clients.until_all_talk();
    io->stop();
    runner.join();
    EXPECT_EQ(opened, closed);
    EXPECT_EQ(io->connections(), 0U);
}

TEST_F(ending_shards, close_from_elsewhere_while_all_talk) {
    start(of_shards(shards));
    talkers const clients(io->port(), 12);
    clients.until_all_talk();
    io->async_close(asio::use_future).get();
    EXPECT_EQ(opened, closed) << "it completes when all have ended";
    runner.join();
    io->async_close(asio::detached); // again: nobody runs it
}

TEST_F(ending_shards, drain) {
    start(of_shards(shards));
    auto const clients = one_on_each();
    auto const drained = io->drain(std::chrono::milliseconds(100), asio::use_future);
    for (auto const& [name, client] : clients)
        EXPECT_EQ(client->next(), "");
    drained.wait();
    EXPECT_EQ(opened, closed);
    runner.join();
}

TEST_F(ending_shards, end_by_a_signal) {
    start(of_shards(shards));
    auto const clients = one_on_each();
    ::kill(::getpid(), SIGTERM);
    runner.join();
    EXPECT_EQ(opened, closed);
}

TEST_F(ending_shards, let_handlers_end_after_a_signal) {
    auto options = of_shards(shards);
    options.stop_timeout = std::chrono::hours(1);
    std::promise<void> begun;
    std::atomic<bool> ended = false;
    options.allow_request = [&](handshake const&) -> asio::awaitable<bool> {
        begun.set_value();
        co_await io->delay(std::chrono::milliseconds(100));
        ended = true;
        co_return true;
    };
    start(options);
    blocking_websocket client(io->port(), "/engine.io/");
    begun.get_future().get();
    ::kill(::getpid(), SIGTERM);
    runner.join();
    EXPECT_TRUE(ended);
}

/// What a client asks for is done in a handler on its shard.
class ended_in_a_handler : public ending_shards {
protected:
    void on_text(engine_session const& from, std::string_view text) override {
        if (text == "stop")
            io->stop();
        else if (text == "close")
            io->async_close(asio::detached);
        else if (text == "destroy")
            io.reset();
        else
            shards_test::on_text(from, text);
    }

    /// Has each shard do `what` once, in a server of its own.
    void on_each_shard(std::string_view what) {
        for (std::size_t which = 0; which < shards; ++which) {
            start(of_shards(shards));
            {
                auto const clients = one_on_each();
                auto const& client =
                    *std::next(clients.begin(), static_cast<std::ptrdiff_t>(which));
                client.second->say("4" + std::string(what));
                for (auto const& each : clients)
                    EXPECT_EQ(each.second->next(), "") << what << " on " << client.first;
            }
            runner.join();
            EXPECT_EQ(opened, closed);
            io.reset();
            EXPECT_EQ(held_by_process("task"), other_threads);
        }
    }
};

TEST_F(ended_in_a_handler, stops) { on_each_shard("stop"); }

TEST_F(ended_in_a_handler, closes) { on_each_shard("close"); }

TEST_F(ended_in_a_handler, goes) { on_each_shard("destroy"); }

TEST_F(ending_shards, go_with_their_server_while_another_thread_runs_it) {
    start(of_shards(shards));
    engine_server& running = *io;
    std::promise<void> begun;
    asio::post(running.get_executor(), [&begun] { begun.set_value(); });
    begun.get_future().get();
    {
        talkers const clients(running.port(), 8);
        clients.until_all_talk();
        io.reset(); // waits until all have ended
        EXPECT_EQ(opened, closed);
    }
    runner.join();
}

TEST_F(ending_shards, end_before_they_ran) {
    {
        engine_server never(of_shards(shards));
        never.listen({asio::ip::address_v4::loopback(), 0});
    }
    engine_server stopped(of_shards(shards));
    stopped.stop();
    stopped.run();
    EXPECT_EQ(held_by_process("task"), other_threads);
}

TEST_F(ending_shards, leave_nothing) {
    auto const round = [this] {
        start(of_shards(8));
        {
            std::vector<std::unique_ptr<blocking_websocket>> clients;
            for (int count = 0; count < 32; ++count)
                clients.push_back(connect());
            EXPECT_EQ(held_by_process("task"), other_threads + 8U);
            end();
        }
        io.reset();
    };
    round(); // what the process opens once
    std::size_t const descriptors = held_by_process("fd");
    round();
    EXPECT_EQ(held_by_process("fd"), descriptors);
    EXPECT_EQ(held_by_process("task"), other_threads);
}

} // namespace
} // namespace socketiota::test
