// SPDX-License-Identifier: MIT
// Connections that go where their requests are served.
#include "neighbours_scene.hpp"

#include <chrono>

namespace socketiota::http {
namespace {

using moving = neighbours_scene;
using namespace std::chrono_literals;

TEST_F(moving, connection_is_where_its_request_is_served) {
    auto const peer = connect(0);
    EXPECT_EQ(ask(*peer, get("/1/a")), "from 1/1/a");
    EXPECT_EQ(connections(), (counts{0, 1, 0}));
    EXPECT_EQ(came_, std::vector{arrival::moved});
    EXPECT_EQ(ask(*peer, get("/1/b")), "from 1/1/b"); // it is kept alive
    EXPECT_EQ(came_.back(), arrival::direct);
    EXPECT_EQ(shard(0).neighbours->done().moved, 1U);
    EXPECT_FALSE(peer->ended_by_server());
}

TEST_F(moving, connection_takes_along_what_came_behind_the_request) {
    auto const peer = connect(0);
    send(*peer, get("/a") + get("/1/b") + get("/c") + "GET /d HT");
    send(*peer, "TP/1.1\r\nHost: h\r\n\r\n");
    EXPECT_EQ(take(*peer), "from 0/a");
    EXPECT_EQ(take(*peer), "from 1/1/b");
    EXPECT_EQ(take(*peer), "from 1/c");
    EXPECT_EQ(take(*peer), "from 1/d");
}

TEST_F(moving, connection_brings_the_body_as_far_as_it_came) {
    for (std::size_t const cut : {std::size_t{0}, std::size_t{5}, std::size_t{10}}) {
        recording_listener listener;
        answer_ = [&listener](std::size_t at, exchange& request) {
            if (request.request().method == "GET") {
                request.respond(200, {}, std::to_string(at));
                return;
            }
            listener.then = [&] { request.respond(200, {}, listener.events.back()); };
            request.read_body(100, listener);
        };
        auto const peer = connect(0);
        std::string const whole = post("/2/", "0123456789") + get("/x");
        std::size_t const begun = whole.find("\r\n\r\n") + 4 + cut;
        send(*peer, whole.substr(0, begun));
        EXPECT_EQ(connections(), (counts{0, 0, 1}));
        send(*peer, whole.substr(begun));
        EXPECT_EQ(take(*peer), "body:0123456789") << cut;
        EXPECT_EQ(take(*peer), "2") << cut;
        peer->end();
        settle();
    }
}

TEST_F(moving, connection_stays_after_two_moves) {
    auto const peer = connect(0);
    for (int round = 0; round < 3; ++round)
        for (std::size_t const to : {std::size_t{1}, std::size_t{2}, std::size_t{0}}) {
            std::string const target = '/' + std::to_string(to) + '/';
            EXPECT_EQ(ask(*peer, get(target)), "from " + std::to_string(to) + target);
        }
    EXPECT_EQ(connections(), (counts{0, 0, 1}));
    EXPECT_EQ(shard(0).neighbours->done().moved + shard(1).neighbours->done().moved, 2U);
    EXPECT_EQ(shard(2).neighbours->done().moved, 0U);
    EXPECT_EQ(shard(2).neighbours->done().proxied, 5U); // the two of shard 2 are not sent
}

TEST_F(moving, upgrade_moves_however_often_the_connection_has) {
    auto const peer = connect_settled();
    std::vector<detached_connection> taken;
    answer_ = [&taken](std::size_t, exchange& request) { taken.push_back(request.detach()); };
    send(*peer, "GET /2/ws HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: "
                "Upgrade\r\n\r\nframe");
    EXPECT_EQ(served_, std::vector<std::string>{"2/2/ws"});
    ASSERT_EQ(taken.size(), 1U);
    EXPECT_EQ(taken[0].already_read.size(), 5U);
    EXPECT_EQ(connections(), (counts{0, 0, 0}));
    taken.clear();
}

TEST_F(moving, connection_ends_after_the_answer_if_that_is_wanted) {
    answer_ = [](std::size_t, exchange& request) {
        if (request.came() == arrival::moved)
            request.end_after_answer();
        request.respond(400, {}, "unknown");
    };
    auto const peer = connect(0);
    EXPECT_EQ(ask(*peer, get("/1/a") + get("/0/b")), "400");
    EXPECT_EQ(last_.header("Connection"), "close");
    EXPECT_TRUE(peer->ended_by_server());
    EXPECT_EQ(served_.size(), 1U);
}

TEST_F(moving, connection_does_not_fit_where_there_are_enough) {
    begin({.count = 2, .http = {.max_connections = 1}});
    auto const first = connect(1);
    auto const peer = connect(0);
    EXPECT_EQ(ask(*peer, get("/1/a")), "");
    EXPECT_TRUE(peer->closed_by_server());
    EXPECT_EQ(shard(1).metrics[metric::too_many_connections], 1U);
    EXPECT_EQ(connections(), (counts{0, 1}));
}

TEST_F(moving, connection_has_the_deadlines_of_the_shard_where_it_is) {
    auto const peer = connect(0);
    EXPECT_EQ(ask(*peer, get("/1/a")), "from 1/1/a");
    http_limits const limits;
    auto const pass = [&](std::size_t index, std::chrono::milliseconds time) {
        shard(index).time.pass(time, [this] { settle(); });
    };
    pass(0, limits.keep_alive_timeout + 2s);
    EXPECT_FALSE(peer->closed_by_server());
    pass(1, limits.keep_alive_timeout + 2s);
    EXPECT_TRUE(peer->closed_by_server());
    auto const slow = connect(0);
    static recording_listener listener;
    answer_ = [](std::size_t, exchange& request) { request.read_body(100, listener); };
    send(*slow, post("/1/", "12").substr(0, post("/1/", "12").size() - 1));
    pass(1, limits.body_timeout + 2s);
    EXPECT_EQ(take(*slow), "408");
    EXPECT_EQ(listener.events, events_t{"aborted"});
}

TEST_F(moving, connection_tells_an_end_that_came_with_the_request) {
    auto const peer = connect(0);
    peer->send(get("/1/a"));
    peer->end();
    settle();
    EXPECT_EQ(take(*peer), "from 1/1/a");
    EXPECT_TRUE(peer->closed_by_server());
    EXPECT_EQ(connections(), (counts{0, 0, 0}));
}

TEST_F(moving, connection_on_its_way_ends_with_the_shard_that_it_goes_to) {
    auto const peer = connect(0);
    peer->send(get("/1/a"));
    while (connections()[0] != 0)
        shards_->step(0);
    shards_->close(1);
    settle();
    EXPECT_TRUE(peer->closed_by_server());
    auto const late = connect(0);
    EXPECT_EQ(ask(*late, get("/1/a")), "");
    EXPECT_TRUE(late->closed_by_server());
}

TEST_F(moving, request_for_no_shard_is_answered_where_it_came_in) {
    auto const peer = connect(0);
    EXPECT_EQ(ask(*peer, get("/3/a")), "from 0/3/a");
    EXPECT_EQ(ask(*peer, get("/9/a")), "from 0/9/a");
    EXPECT_EQ(connections(), (counts{1, 0, 0}));
}

TEST_F(moving, request_is_sent_also_where_too_much_waits) {
    begin({.count = 3, .limits = {1, test::http_shards::no_limit}});
    auto const first = connect(0);
    auto const second = connect(0);
    first->send(get("/1/a"));
    second->send(get("/1/b"));
    while (shards_->step(0)) {
    }
    settle();
    EXPECT_EQ(take(*first), "from 1/1/a");
    EXPECT_EQ(take(*second), "from 1/1/b"); // else its session would be lost
}

} // namespace
} // namespace socketiota::http
