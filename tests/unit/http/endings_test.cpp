// SPDX-License-Identifier: MIT
#include "http_test.hpp"

#include <gmock/gmock.h>

namespace socketiota::http {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::string_view post_of_ten =
    "POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\n";

class endings_test : public http_test {
protected:
    endings_test() {
        service_.answer = [this](exchange& request) {
            exchange_ = &request;
            if (request.request().method == "GET")
                request.wait(listener_);
            else
                request.read_body(10, listener_);
        };
    }

    recording_listener listener_;
    exchange* exchange_ = nullptr;
};

TEST_F(endings_test, tells_a_waiting_listener_once_that_the_peer_has_ended) {
    auto const peer = connect();
    send(*peer, get_a);
    peer->end();
    shard_.settle();
    EXPECT_THAT(listener_.events, ElementsAre("aborted"));
    EXPECT_TRUE(is_released(peer));
    EXPECT_EQ(front_->size(), 0U);
}

TEST_F(endings_test, tells_a_listener_of_a_body_once_that_the_peer_broke_off) {
    auto const peer = connect();
    send(*peer, std::string(post_of_ten) + "0123");
    peer->reset();
    shard_.settle();
    EXPECT_THAT(listener_.events, ElementsAre("aborted"));
    EXPECT_TRUE(is_released(peer));
}

TEST_F(endings_test, forgets_a_peer_that_goes_between_requests_or_within_a_head) {
    for (std::string_view const text : {std::string_view(), get_a.substr(0, 7)}) {
        auto const peer = connect();
        send(*peer, text);
        peer->end();
        shard_.settle();
        EXPECT_EQ(take(*peer), "");
        EXPECT_TRUE(is_released(peer));
    }
}

TEST_F(endings_test, closes_without_an_answer_and_without_telling_the_listener) {
    auto const peer = connect();
    send(*peer, std::string(get_a).append(get_b));
    exchange_->close();
    shard_.settle();
    EXPECT_EQ(take(*peer), "");
    EXPECT_THAT(listener_.events, IsEmpty());
    EXPECT_THAT(service_.served, ElementsAre("GET /a"));
    EXPECT_TRUE(is_released(peer));
}

TEST_F(endings_test, closes_inside_serve) {
    service_.answer = [](exchange& request) { request.close(); };
    auto const peer = connect();
    send(*peer, std::string(get_a).append(get_b));
    EXPECT_THAT(service_.served, ElementsAre("GET /a"));
    EXPECT_TRUE(is_released(peer));
}

TEST_F(endings_test, closes_inside_the_listener_of_a_body) {
    listener_.then = [&] { exchange_->close(); };
    for (std::string const body : {"0123456789", "0123"}) {
        listener_.events.clear();
        auto const peer = connect();
        send(*peer, std::string(post_of_ten) + body);
        send(*peer, std::string("0123456789").substr(body.size()) + std::string(get_b));
        EXPECT_THAT(listener_.events, ElementsAre("body:0123456789"));
        EXPECT_TRUE(is_released(peer));
    }
}

// ---- write errors ----

TEST_F(endings_test, ends_when_an_answer_cannot_be_written) {
    service_.answer = [](exchange& request) { request.respond(200, {}, "hi"); };
    auto const peer = connect();
    peer->refuse_writes();
    send(*peer, std::string(get_a).append(get_b));
    EXPECT_THAT(service_.served, ElementsAre("GET /a"));
    EXPECT_TRUE(is_released(peer));
}

TEST_F(endings_test, ends_when_the_rest_of_an_answer_cannot_be_written) {
    service_.answer = [](exchange& request) { request.respond(200, {}, "hi"); };
    auto const peer = connect();
    peer->set_room(5);
    send(*peer, get_a);
    peer->refuse_writes();
    peer->set_room(1000);
    shard_.settle();
    EXPECT_TRUE(is_released(peer));
}

// ---- short writes ----

TEST_F(endings_test, sends_an_answer_in_as_many_pieces_as_the_peer_takes) {
    std::string const body(1000, 'b');
    service_.answer = [&](exchange& request) { request.respond(200, {}, body); };
    auto const peer = connect();
    peer->set_room(0);
    send(*peer, std::string(get_a).append(get_b));
    for (int count = 0; count < 400; ++count) {
        peer->set_room(7);
        shard_.settle();
    }
    std::string const one = "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" + body;
    EXPECT_EQ(take(*peer), one + one);
}

// ---- detach ----

class raw_events final : public loop::channel_owner {
public:
    void on_data(std::span<std::byte> data) override {
        received.append(reinterpret_cast<char const*>(data.data()), data.size());
    }

    void on_end() override { ended = true; }

    void on_broken(loop::error_code) override { ended = true; }

    void on_writable() override {}

    std::string received;
    bool ended = false;
};

std::string text_of(std::vector<std::byte> const& octets) {
    return {reinterpret_cast<char const*>(octets.data()), octets.size()};
}

TEST_F(endings_test, detaches_inside_serve_with_what_came_behind_the_head) {
    raw_events events;
    detached_connection taken;
    service_.answer = [&](exchange& request) {
        taken = request.detach();
        taken.channel->set_owner(events);
    };
    auto const peer = connect();
    send(*peer, std::string(get_a) + "frames");
    EXPECT_EQ(text_of(taken.already_read), "frames");
    EXPECT_EQ(front_->size(), 0U);
    send(*peer, "more");
    EXPECT_EQ(events.received, "more");
    EXPECT_FALSE(peer->closed_by_server());
    shard_.pass(std::chrono::hours(1)); // no deadline of HTTP is left behind
    EXPECT_FALSE(peer->closed_by_server());
    front_.reset();
    shard_.settle();
    EXPECT_FALSE(peer->closed_by_server());
    taken.channel.reset();
    EXPECT_TRUE(is_released(peer));
}

TEST_F(endings_test, detaches_from_a_head_that_came_in_pieces) {
    raw_events events;
    detached_connection taken;
    service_.answer = [&](exchange& request) {
        taken = request.detach();
        taken.channel->set_owner(events);
    };
    auto const peer = connect();
    send(*peer, get_a.substr(0, 12));
    send(*peer, std::string(get_a.substr(12)) + "frames");
    EXPECT_EQ(text_of(taken.already_read), "frames");
}

// ---- there are enough ----

class crowd_test : public http_test {
protected:
    crowd_test() { options_.max_connections = 2; }
};

TEST_F(crowd_test, closes_a_connection_more_than_allowed_and_serves_the_others) {
    auto const first = connect();
    auto const second = connect();
    auto const third = connect();
    EXPECT_TRUE(is_released(third));
    EXPECT_EQ(take(*third), "");
    EXPECT_EQ(metrics_[metric::too_many_connections], 1U);
    for (auto const& each : {first, second}) {
        send(*each, get_a);
        EXPECT_EQ(take(*each), says_hi);
    }
    first->end();
    shard_.settle();
    auto const fourth = connect();
    send(*fourth, get_a);
    EXPECT_EQ(take(*fourth), says_hi);
    EXPECT_EQ(metrics_[metric::too_many_connections], 1U);
}

TEST_F(crowd_test, does_not_count_who_left_http) {
    std::vector<detached_connection> taken;
    service_.answer = [&taken](exchange& request) { taken.push_back(request.detach()); };
    for (int count = 0; count < 5; ++count)
        send(*connect(), get_a);
    EXPECT_EQ(taken.size(), 5U);
    EXPECT_EQ(metrics_[metric::too_many_connections], 0U);
}

TEST_F(crowd_test, takes_any_number_without_a_limit) {
    options_.max_connections = unlimited;
    std::vector<std::shared_ptr<test::memory_peer>> peers;
    for (int count = 0; count < 10; ++count)
        peers.push_back(connect());
    EXPECT_EQ(front_->size(), 10U);
    EXPECT_EQ(metrics_[metric::too_many_connections], 0U);
}

// ---- the front goes ----

TEST_F(endings_test, ends_all_connections_with_the_front_whatever_they_are_doing) {
    auto const fresh = connect();
    auto const in_head = connect();
    send(*in_head, get_a.substr(0, 7));
    auto const in_body = connect();
    send(*in_body, std::string(post_of_ten) + "0123");
    auto const waiting = connect();
    send(*waiting, std::string(get_a).append(get_b));
    auto const lingering = connect();
    send(*lingering, "bad\r\n\r\n");
    auto const writing = connect();
    writing->set_room(3);
    send(*writing, "bad\r\n\r\n");
    EXPECT_EQ(front_->size(), 6U);
    front_.reset();
    EXPECT_THAT(listener_.events, ElementsAre("aborted", "aborted"));
    shard_.settle();
    for (auto const& peer : {fresh, in_head, in_body, waiting, lingering, writing})
        EXPECT_TRUE(peer->closed_by_server());
    shard_.pass(std::chrono::hours(1));
    EXPECT_THAT(listener_.events, ElementsAre("aborted", "aborted"));
}

TEST_F(endings_test, can_be_used_again_after_close) {
    auto const before = connect();
    send(*before, get_a);
    front_->close();
    EXPECT_THAT(listener_.events, ElementsAre("aborted"));
    EXPECT_EQ(front_->size(), 0U);
    service_.answer = [](exchange& request) { request.respond(200, {}, "hi"); };
    EXPECT_EQ(answer_to(get_a), says_hi);
}

TEST_F(endings_test, removes_connections_in_any_order) {
    std::vector<std::shared_ptr<test::memory_peer>> peers;
    for (int count = 0; count < 5; ++count)
        peers.push_back(connect());
    for (std::size_t const index : {2U, 0U, 4U, 1U, 3U}) {
        peers[index]->end();
        shard_.settle();
        EXPECT_TRUE(is_released(peers[index]));
    }
    EXPECT_EQ(front_->size(), 0U);
}

TEST_F(endings_test, may_be_destroyed_inside_serve) {
    service_.answer = [this](exchange&) { front_.reset(); };
    auto const other = connect();
    auto const peer = connect();
    send(*peer, get_a.substr(0, 5));
    send(*peer, std::string(get_a.substr(5)).append(get_b));
    EXPECT_THAT(service_.served, ElementsAre("GET /a"));
    EXPECT_TRUE(is_released(peer));
    EXPECT_TRUE(is_released(other));
}

TEST_F(endings_test, may_be_destroyed_by_a_listener_of_a_body) {
    for (bool const is_too_large : {false, true}) {
        listener_.events.clear();
        listener_.then = [this] { front_.reset(); };
        auto const peer = connect();
        send(*peer, is_too_large ? "POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 11\r\n\r\n"
                                 : std::string(post_of_ten) + "0123456789" + std::string(get_b));
        // on_body was the last but one call: the exchange waited for its answer after it.
        EXPECT_EQ(listener_.events.back(), "aborted");
        EXPECT_EQ(listener_.events.size(), 2U);
        EXPECT_TRUE(is_released(peer));
    }
}

TEST_F(endings_test, may_be_destroyed_by_a_listener_that_is_told_of_the_end) {
    listener_.then = [this] { front_.reset(); };
    auto const first = connect();
    send(*first, get_a);
    auto const second = connect();
    send(*second, get_a);
    first->end();
    shard_.settle();
    EXPECT_THAT(listener_.events, ElementsAre("aborted", "aborted"));
    EXPECT_TRUE(is_released(first));
    EXPECT_TRUE(is_released(second));
}

TEST_F(endings_test, may_be_destroyed_by_a_listener_while_it_closes) {
    listener_.then = [this] { front_.reset(); };
    auto const first = connect();
    send(*first, get_a);
    auto const second = connect();
    send(*second, get_a);
    front_->close();
    EXPECT_THAT(listener_.events, ElementsAre("aborted", "aborted"));
    shard_.settle();
    EXPECT_TRUE(is_released(first));
    EXPECT_TRUE(is_released(second));
}

TEST_F(endings_test, detaches_later_with_all_that_came_meanwhile) {
    options_.most_pipelined = 20;
    auto const peer = connect();
    send(*peer, std::string(get_a) + "early ");
    send(*peer, "frames that fill the bound");
    EXPECT_TRUE(peer->paused());
    send(*peer, " and more");
    detached_connection taken = exchange_->detach();
    EXPECT_EQ(text_of(taken.already_read), "early frames that fill the bound");
    raw_events events;
    taken.channel->set_owner(events);
    shard_.settle();
    EXPECT_EQ(events.received, " and more");
    EXPECT_THAT(listener_.events, IsEmpty());
}

TEST_F(endings_test, tells_nobody_when_the_answer_of_a_waiting_exchange_cannot_be_written) {
    auto const peer = connect();
    send(*peer, get_a);
    peer->refuse_writes();
    exchange_->respond(200, {}, "hi"); // whoever answers has already forgotten the exchange
    shard_.settle();
    EXPECT_THAT(listener_.events, IsEmpty());
    EXPECT_TRUE(is_released(peer));
}

TEST_F(endings_test, ignores_what_is_done_to_an_exchange_that_ended) {
    for (auto const& act : std::vector<std::function<void()>>{
             [&] { exchange_->respond(200, {}, "hi"); }, [&] { exchange_->respond_raw("hi"); },
             [&] { exchange_->wait(listener_); }, [&] { exchange_->close(); },
             [&] { exchange_->read_body(10, listener_); }}) {
        listener_.events.clear();
        listener_.then = act;
        auto const peer = connect();
        send(*peer, get_a);
        peer->end();
        shard_.settle();
        EXPECT_THAT(listener_.events, ElementsAre("aborted"));
        EXPECT_EQ(take(*peer), "");
        EXPECT_TRUE(is_released(peer));
    }
    shard_.pass(std::chrono::hours(1));
    EXPECT_THAT(listener_.events, ElementsAre("aborted"));
}

TEST_F(endings_test, finishes_an_answer_to_a_peer_that_only_sends_no_more) {
    service_.answer = [](exchange& request) { request.respond(200, {}, "hi"); };
    for (std::string_view const request :
         {get_a, std::string_view("GET /a HTTP/1.0\r\n\r\n"), std::string_view("bad\r\n\r\n")}) {
        auto const whole = connect();
        send(*whole, request);
        std::string const expected = take(*whole);
        auto const peer = connect();
        peer->set_room(5);
        peer->send(request);
        peer->end();
        shard_.settle();
        EXPECT_FALSE(peer->closed_by_server());
        peer->set_room(1000);
        EXPECT_EQ(take(*peer), expected);
        EXPECT_TRUE(is_released(peer)); // and does not wait for a request that cannot come
    }
}

TEST_F(endings_test, answers_all_that_came_before_the_end) {
    service_.answer = [](exchange& request) { request.respond(200, {}, "hi"); };
    auto const peer = connect();
    peer->set_room(5);
    peer->send(std::string(get_a).append(get_b).append(get_c.substr(0, 9)));
    peer->end();
    shard_.settle();
    peer->set_room(50);
    shard_.settle();
    peer->set_room(1000);
    EXPECT_EQ(take(*peer), std::string(says_hi).append(says_hi));
    EXPECT_TRUE(is_released(peer));
}

TEST_F(endings_test, tells_an_exchange_that_begins_to_wait_after_the_end) {
    service_.answer = [this](exchange& request) {
        if (request.request().target == "/b")
            request.wait(listener_);
        else
            request.respond(200, {}, "hi");
    };
    auto const peer = connect();
    peer->set_room(5);
    peer->send(std::string(get_a).append(get_b));
    peer->end();
    shard_.settle();
    EXPECT_THAT(listener_.events, IsEmpty());
    peer->set_room(1000);
    EXPECT_EQ(take(*peer), says_hi);
    EXPECT_THAT(listener_.events, ElementsAre("aborted"));
    EXPECT_TRUE(is_released(peer));
}

TEST_F(endings_test, does_not_wait_for_a_peer_that_takes_nothing_after_its_end) {
    service_.answer = [](exchange& request) { request.respond(200, {}, "hi"); };
    auto const peer = connect();
    peer->set_room(5);
    peer->send(get_a);
    peer->end();
    shard_.pass(options_.limits.write_timeout + base::timer_wheel::tick);
    EXPECT_TRUE(is_released(peer));
}

TEST_F(endings_test, tells_an_exchange_that_begins_to_wait_after_the_front_closed_inside_serve) {
    for (bool const is_body : {false, true}) {
        listener_.events.clear();
        service_.answer = [&](exchange& request) {
            front_.reset();
            if (is_body)
                request.read_body(10, listener_);
            else
                request.wait(listener_);
            EXPECT_THAT(listener_.events, IsEmpty()); // never from inside these
        };
        auto const peer = connect();
        send(*peer, post_of_ten);
        EXPECT_THAT(listener_.events, ElementsAre("aborted"));
        EXPECT_TRUE(is_released(peer));
    }
}

} // namespace
} // namespace socketiota::http
