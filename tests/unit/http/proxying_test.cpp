// SPDX-License-Identifier: MIT
// Requests that are served on another shard than that of their connection.
#include "neighbours_scene.hpp"

#include <functional>
#include <new>

#include <support/temporary_folder.hpp>

namespace socketiota::http {
namespace {

using proxying = neighbours_scene;

/// Keeps the last exchange until a test answers it.
struct keeper {
    void operator()(std::size_t, exchange& request) {
        kept = &request;
        request.wait(listener);
    }

    exchange* kept = nullptr;
    recording_listener listener;
};

TEST_F(proxying, brings_the_request_there_and_the_answer_back) {
    auto const peer = connect_settled();
    answer_ = [](std::size_t, exchange& request) {
        auto const& head = request.request();
        request.respond(200, {{"X-From", request.remote_address()}},
                        std::string(head.method) + std::string(head.target) + ' ' +
                            std::string(head.find("x-word").value_or("none")));
    };
    EXPECT_EQ(ask(*peer, "GET /2/a?b HTTP/1.1\r\nHost: h\r\nX-Word: w\r\n\r\n"), "GET/2/a?b w");
    EXPECT_EQ(last_.header("X-From"), "192.0.2.1");
    EXPECT_EQ(last_.header("Connection"), "");
    EXPECT_EQ(came_, std::vector{arrival::proxied});
    EXPECT_EQ(connections(), (counts{1, 0, 0}));
    send(*peer, "HEAD /2/ HTTP/1.1\r\nHost: h\r\n\r\n");
    EXPECT_NE(peer->received().find("Content-Length: 12\r\n"), std::string::npos);
    EXPECT_TRUE(peer->received().ends_with("\r\n\r\n"));
    EXPECT_EQ(shard(0).neighbours->waiting() + shard(2).neighbours->waiting(), 0U);
}

TEST_F(proxying, keeps_the_order_of_requests_that_came_together) {
    auto const peer = connect_settled();
    keeper keeps;
    answer_ = std::ref(keeps);
    send(*peer, get("/1/a"));
    answer_ = nullptr;
    send(*peer, get("/2/b") + get("/c") + get("/1/d"));
    EXPECT_EQ(peer->received(), "");
    keeps.kept->respond(200, {}, "late");
    settle();
    EXPECT_EQ(take(*peer), "late");
    EXPECT_EQ(take(*peer), "from 2/2/b");
    EXPECT_EQ(take(*peer), "from 0/c");
    EXPECT_EQ(take(*peer), "from 1/1/d");
}

TEST_F(proxying, brings_bodies_and_what_is_too_large_of_them) {
    auto const peer = connect_settled();
    recording_listener listener;
    exchange* kept = nullptr;
    listener.then = [&] {
        kept->respond(listener.events.back() == "too large" ? 413 : 200, {},
                      std::string_view(listener.events.back()));
    };
    answer_ = [&](std::size_t, exchange& request) {
        kept = &request;
        request.read_body(600, listener);
    };
    std::string const body(600, 'b');
    EXPECT_EQ(ask(*peer, post("/1/", body)), "body:" + body);
    EXPECT_EQ(ask(*peer, "POST /1/ HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: "
                         "chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"),
              "body:abc");
    EXPECT_EQ(ask(*peer, post("/1/", "")), "body:");
    EXPECT_EQ(ask(*peer, get("/1/")), "body:"); // a request without body has an empty one
    EXPECT_EQ(ask(*peer, post("/1/", body + 'x')), "413"); // for its service
    EXPECT_EQ(last_.header("Connection"), "");
    EXPECT_EQ(ask(*peer, post("/1/", std::string(1001, 'x'))), "413"); // for any other shard
    EXPECT_EQ(last_.header("Connection"), "close");
    EXPECT_TRUE(peer->ended_by_server());
}

TEST_F(proxying, ends_a_body_that_nobody_wants_with_the_connection) {
    auto const peer = connect_settled();
    std::string const whole = post("/1/", "0123456789");
    EXPECT_EQ(ask(*peer, whole.substr(0, whole.size() - 1)), "from 1/1/");
    EXPECT_EQ(last_.header("Connection"), "close");
}

TEST_F(proxying, tells_the_other_shard_of_the_end_of_the_connection) {
    std::string const whole = post("/1/", "0123456789");
    for (std::string const& request : {get("/1/"), whole.substr(0, whole.size() - 1)}) {
        auto const peer = connect_settled();
        recording_listener listener;
        answer_ = [&](std::size_t, exchange& asked) {
            if (asked.request().method == "GET")
                asked.wait(listener);
            else
                asked.read_body(100, listener);
        };
        send(*peer, request);
        peer->reset();
        settle();
        EXPECT_EQ(listener.events, events_t{"aborted"});
        EXPECT_EQ(connections(), (counts{0, 0, 0}));
        EXPECT_EQ(shard(0).neighbours->waiting() + shard(1).neighbours->waiting(), 0U);
        answer_ = nullptr;
    }
}

TEST_F(proxying, drops_an_answer_that_crosses_the_end_of_the_connection) {
    auto const peer = connect_settled();
    keeper keeps;
    answer_ = std::ref(keeps);
    send(*peer, get("/1/"));
    peer->reset();
    while (shards_->step(0)) {
    }
    keeps.kept->respond(200, {}, "late");
    settle();
    EXPECT_EQ(keeps.listener.events, events_t{});
    EXPECT_EQ(shard(0).neighbours->waiting() + shard(1).neighbours->waiting(), 0U);
}

TEST_F(proxying, counts_what_the_peer_does_not_take_where_it_was_answered) {
    auto const peer = connect_settled();
    auto const total = std::make_shared<std::size_t>(0);
    answer_ = [&](std::size_t, exchange& request) {
        request.count_unsent(total);
        request.respond(200, {}, std::string(500, 'x'));
    };
    EXPECT_EQ(ask(*peer, get("/1/")).size(), 500U);
    EXPECT_EQ(*total, 0U);
    peer->set_room(100);
    send(*peer, get("/1/"));
    EXPECT_GE(*total, 400U);
    peer->set_room(10'000);
    settle();
    EXPECT_EQ(*total, 0U);
    peer->set_room(100);
    send(*peer, get("/1/"));
    EXPECT_GE(*total, 400U);
    peer->reset();
    settle();
    EXPECT_EQ(*total, 0U);
    EXPECT_EQ(total.use_count(), 1);
}

TEST_F(proxying, closes_the_connection_if_the_service_does) {
    auto const peer = connect_settled();
    answer_ = [](std::size_t, exchange& request) { request.close(); };
    EXPECT_EQ(ask(*peer, get("/1/")), "");
    EXPECT_TRUE(peer->closed_by_server());
}

TEST_F(proxying, closes_the_connection_if_the_service_throws) {
    auto const peer = connect_settled();
    keeper keeps;
    answer_ = [&](std::size_t at, exchange& request) {
        keeps(at, request);
        throw std::bad_alloc();
    };
    EXPECT_EQ(ask(*peer, get("/1/")), "");
    EXPECT_TRUE(peer->closed_by_server());
    EXPECT_EQ(keeps.listener.events, events_t{"aborted"});
    EXPECT_EQ(shard(1).metrics[metric::out_of_memory], 1U);
    EXPECT_EQ(shards_->thrown, 0);
}

TEST_F(proxying, answers_for_a_service_that_does_nothing) {
    auto const peer = connect_settled();
    answer_ = [](std::size_t, exchange&) {};
    EXPECT_EQ(ask(*peer, get("/1/")), "500");
}

TEST_F(proxying, takes_no_connection_out_of_http) {
    auto const peer = connect_settled();
    answer_ = [](std::size_t, exchange& request) { static_cast<void>(request.detach()); };
    EXPECT_EQ(ask(*peer, get("/1/")), "");
    EXPECT_TRUE(peer->closed_by_server());
}

TEST_F(proxying, brings_raw_answers_and_files) {
    auto const peer = connect_settled();
    test::temporary_folder const folder;
    folder.write("file.txt", "content");
    answer_ = [&](std::size_t, exchange& request) {
        request.respond(200, {}, open_file::open(folder.path() / "file.txt"));
    };
    EXPECT_EQ(ask(*peer, get("/1/")), "content");
    answer_ = [](std::size_t, exchange& request) { request.respond_raw("raw octets"); };
    send(*peer, get("/1/"));
    EXPECT_EQ(peer->received(), "raw octets");
    EXPECT_TRUE(peer->ended_by_server());
}

TEST_F(proxying, ends_with_the_shard_that_serves) {
    auto const peer = connect_settled();
    keeper keeps;
    answer_ = std::ref(keeps);
    send(*peer, get("/1/"));
    shards_->close(1);
    settle();
    EXPECT_EQ(keeps.listener.events, events_t{"aborted"});
    EXPECT_TRUE(peer->closed_by_server());
}

TEST_F(proxying, ends_with_the_shard_of_the_connection) {
    auto const peer = connect_settled();
    keeper keeps;
    answer_ = std::ref(keeps);
    send(*peer, get("/1/"));
    shards_->close(0);
    settle();
    EXPECT_EQ(keeps.listener.events, events_t{"aborted"});
    EXPECT_TRUE(peer->closed_by_server());
    EXPECT_EQ(shard(1).neighbours->waiting(), 0U);
}

TEST_F(proxying, is_refused_by_a_shard_that_takes_nothing_more) {
    auto const peer = connect_settled();
    shard(1).neighbours->close(); // and its mailbox is still open
    EXPECT_EQ(ask(*peer, get("/1/")), "");
    EXPECT_TRUE(peer->closed_by_server());
    auto const other = connect_settled(2);
    shards_->close(1);
    EXPECT_EQ(ask(*other, get("/1/")), "503");
}

} // namespace
} // namespace socketiota::http
