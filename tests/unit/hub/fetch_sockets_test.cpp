// SPDX-License-Identifier: MIT
//
// `fetch_sockets` with each kind of completion token.
#include "room_scene.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

namespace socketiota::test {
namespace {

namespace net = boost::asio;

class fetch_sockets : public room_scene {
protected:
    /// A handler that notes how many were found.
    auto note() {
        return [this](error_code failed, std::vector<remote_socket> const& all) {
            EXPECT_FALSE(failed);
            found = all.size();
        };
    }

    std::optional<std::size_t> found;
};

TEST_F(fetch_sockets, calls_back_later) {
    scene->on_shard([&] {
        everybody().fetch_sockets(note());
        EXPECT_FALSE(found) << "posted, never called inside";
    });
    EXPECT_EQ(found, 3U);
}

TEST_F(fetch_sockets, calls_back_on_the_executor_of_the_handler) {
    net::io_context mine;
    everybody().fetch_sockets(net::bind_executor(mine, note()));
    scene->time.settle();
    EXPECT_FALSE(found);
    mine.run();
    EXPECT_EQ(found, 3U);
}

TEST_F(fetch_sockets, gives_a_future) {
    auto future = root().fetch_sockets(net::use_future);
    scene->time.settle();
    EXPECT_EQ(future.get().size(), 3U);
}

TEST_F(fetch_sockets, is_deferred) {
    auto operation = everybody().to(people[0].id()).fetch_sockets();
    scene->time.settle();
    EXPECT_FALSE(found);
    std::move(operation)(note());
    scene->time.settle();
    EXPECT_EQ(found, 1U);
}

TEST_F(fetch_sockets, is_awaited) {
    net::co_spawn(
        scene->time.context(),
        [this]() -> net::awaitable<void> {
            found = (co_await root().fetch_sockets()).size();
            *found += (co_await people[0].broadcast().fetch_sockets(net::use_awaitable)).size();
        },
        net::detached);
    scene->time.settle();
    EXPECT_EQ(found, 5U);
}

TEST_F(fetch_sockets, is_not_cancelled) {
    net::cancellation_signal signal;
    root().fetch_sockets(net::bind_cancellation_slot(signal.slot(), note()));
    signal.emit(net::cancellation_type::all);
    scene->time.settle();
    EXPECT_EQ(found, 3U);
    signal.emit(net::cancellation_type::all); // after its end
}

TEST_F(fetch_sockets, finds_nobody_when_the_server_goes_first) {
    net::io_context mine;
    everybody().fetch_sockets(net::bind_executor(mine, note()));
    scene.reset();
    mine.run();
    EXPECT_EQ(found, 0U);
}

} // namespace
} // namespace socketiota::test
