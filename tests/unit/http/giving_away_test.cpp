// SPDX-License-Identifier: MIT
// Handshakes that go to the shard with the fewest sessions.
#include "neighbours_scene.hpp"

#include <algorithm>
#include <array>

namespace socketiota::http {
namespace {

/// Each shard counts the requests for `/new` that it serves as sessions.
class giving_away : public neighbours_scene {
protected:
    giving_away() {
        answer_ = [this](std::size_t at, exchange& request) {
            if (shard(at).neighbours->give_away(request, request.request().upgrade)) {
                ++given_;
                return;
            }
            if (taken_.size() <= at)
                taken_.resize(at + 1);
            if (keeps_) {
                kept_.push_back(&request);
                request.wait(listener_);
                return;
            }
            shard(at).neighbours->on_sessions(++taken_[at]);
            if (request.request().upgrade)
                static_cast<void>(request.detach());
            else
                request.respond(200, {}, std::to_string(at));
        };
    }

    std::vector<std::size_t> taken_{0, 0, 0};
    int given_ = 0;
    bool keeps_ = false;
    std::vector<exchange*> kept_;
    recording_listener listener_;
};

TEST_F(giving_away, spreads_what_comes_in_on_one_shard) {
    std::array const peers{connect(0), connect(0), connect(0), connect(0)};
    for (int round = 0; round < 75; ++round)
        for (auto const& peer : peers)
            EXPECT_NE(ask(*peer, get("/new")), "");
    EXPECT_EQ(taken_[0] + taken_[1] + taken_[2], 300U);
    EXPECT_LE(*std::max_element(taken_.begin(), taken_.end()), 130U); // 1.3 of the mean
    EXPECT_EQ(connections(), (counts{4, 0, 0}));                      // the polls stay
    EXPECT_EQ(shard(0).neighbours->done().given_away, static_cast<unsigned>(given_));
    EXPECT_EQ(std::count(came_.begin(), came_.end(), arrival::proxied), given_);
}

TEST_F(giving_away, spreads_what_comes_at_once) {
    std::vector<std::shared_ptr<test::memory_peer>> peers;
    for (int count = 0; count < 300; ++count) {
        peers.push_back(connect(0));
        peers.back()->send(get("/new"));
        if (count % 10 == 9)
            settle();
    }
    EXPECT_LE(*std::max_element(taken_.begin(), taken_.end()), 130U);
}

TEST_F(giving_away, moves_a_connection_that_becomes_something_else) {
    for (int count = 0; count < 60; ++count) {
        auto const peer = connect(1);
        send(*peer, "GET /new HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: "
                    "Upgrade\r\n\r\n");
    }
    EXPECT_LE(*std::max_element(taken_.begin(), taken_.end()), 28U);
    EXPECT_EQ(std::count(came_.begin(), came_.end(), arrival::moved), given_);
    EXPECT_EQ(shard(1).neighbours->done().proxied, 0U);
}

TEST_F(giving_away, keeps_what_is_about_even) {
    for (std::size_t const index : {0U, 1U, 2U})
        shards_->all().set_sessions(index, 100);
    EXPECT_EQ(shards_->all().clearly_lighter(0), std::nullopt);
    shards_->all().set_sessions(0, 120);
    EXPECT_EQ(shards_->all().clearly_lighter(0), std::nullopt);
    shards_->all().set_sessions(2, 90);
    shards_->all().set_sessions(0, 125);
    EXPECT_EQ(shards_->all().clearly_lighter(0), std::optional<std::size_t>(2));
    EXPECT_EQ(shards_->all().clearly_lighter(1), std::nullopt);
    for (std::size_t const index : {0U, 1U, 2U})
        shards_->all().set_sessions(index, 0);
    shards_->all().set_sessions(1, 4); // a few are no reason
    EXPECT_EQ(shards_->all().clearly_lighter(1), std::nullopt);
}

TEST_F(giving_away, leaves_a_shard_alone_that_does_not_come_to_it) {
    begin({.count = 2});
    shards_->all().set_sessions(0, 1000);
    std::vector<std::shared_ptr<test::memory_peer>> peers;
    for (int count = 0; count < 30; ++count) {
        peers.push_back(connect(0));
        peers.back()->send(get("/new"));
        while (shards_->step(0)) {
        }
    }
    EXPECT_EQ(given_, 16);
    settle(); // it was only slow
    EXPECT_EQ(taken_[1], 16U);
    shards_->all().set_sessions(0, 1000);
    auto const next = connect(0);
    EXPECT_EQ(ask(*next, get("/new")), "1");
}

TEST_F(giving_away, does_not_count_on_those_who_left_meanwhile) {
    begin({.count = 2});
    shards_->all().set_sessions(0, 1000);
    keeps_ = true;
    for (int count = 0; count < 40; ++count) {
        auto const peer = connect(0);
        send(*peer, get("/new"));
        peer->reset();
        settle();
    }
    EXPECT_EQ(given_, 40);
    EXPECT_EQ(listener_.events.size(), 40U);
}

} // namespace
} // namespace socketiota::http
