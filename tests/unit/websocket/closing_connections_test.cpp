// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <memory>
#include <vector>

#include <support/counting_sink.hpp>
#include <support/manual_shard.hpp>
#include <support/memory_channel.hpp>
#include <websocket/closing_connections.hpp>

namespace socketiota::websocket {
namespace {

class closing_connections_test : public testing::Test {
protected:
    std::shared_ptr<test::memory_peer> add() {
        auto peer = std::make_shared<test::memory_peer>(time_.context());
        closing_.add(peer->server_end(), "farewell");
        return peer;
    }

    test::manual_shard time_;
    test::counting_sink metrics_;
    closing_connections closing_{time_.shard(), metrics_};
};

TEST_F(closing_connections_test, does_not_wait_for_one_more_than_it_may_keep) {
    std::vector<std::shared_ptr<test::memory_peer>> peers;
    for (std::size_t count = 0; count < closing_connections::most; ++count)
        peers.push_back(add());
    EXPECT_EQ(closing_.size(), closing_connections::most);
    EXPECT_FALSE(peers.back()->closed_by_server());
    EXPECT_EQ(metrics_[metric::closed_early], 0U);

    auto const more = add();
    EXPECT_EQ(more->received(), "farewell");
    EXPECT_TRUE(more->closed_by_server());
    EXPECT_EQ(closing_.size(), closing_connections::most);
    EXPECT_EQ(metrics_[metric::closed_early], 1U);

    peers.front()->end();
    time_.settle();
    auto const next = add();
    EXPECT_FALSE(next->closed_by_server());
    time_.pass(closing_connections::closing_time + std::chrono::seconds(1));
    EXPECT_EQ(closing_.size(), 0U);
    time_.settle();
}

} // namespace
} // namespace socketiota::websocket
