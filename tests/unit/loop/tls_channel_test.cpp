// SPDX-License-Identifier: MIT
#include "tls_scene.hpp"

#include <chrono>
#include <functional>
#include <vector>

#include <support/process_memory.hpp>

namespace socketiota::loop {
namespace {

using namespace std::chrono_literals;

class tls_channel_test : public tls_scene {};

TEST_F(tls_channel_test, carries_octets_both_ways) {
    connect();
    peer_->send("question");
    carry();
    EXPECT_EQ(events_.received, "question");
    EXPECT_EQ(write("answer"), 6U);
    carry();
    EXPECT_EQ(peer_->received, "answer");
    EXPECT_TRUE(channel_->secure());
    EXPECT_EQ(channel_->remote_address(), "192.0.2.1");
    EXPECT_EQ(sink_.failed_handshakes, 0);
}

TEST_F(tls_channel_test, takes_ciphertext_in_single_octets) {
    while (!peer_->connected() || events_.received.empty()) {
        if (peer_->connected())
            peer_->send("octets");
        for (char const octet : peer_->take()) {
            wire_->send(std::string_view(&octet, 1));
            home_.settle();
        }
        peer_->give(std::exchange(wire_->received(), {}));
    }
    EXPECT_EQ(events_.received, "octets");
}

TEST_F(tls_channel_test, hands_over_all_records_of_a_turn_as_one_piece) {
    connect();
    std::string all;
    for (int count = 0; count < 100; ++count) {
        peer_->send("record " + std::to_string(count));
        all += "record " + std::to_string(count);
    }
    carry();
    EXPECT_EQ(events_.received, all);
    EXPECT_EQ(events_.reads, 1);
}

TEST_F(tls_channel_test, brings_in_more_than_its_buffer_at_a_time) {
    connect();
    std::string const all(1'000'000, 'x');
    peer_->send(all);
    carry();
    EXPECT_EQ(events_.received, all);
}

TEST_F(tls_channel_test, has_no_time_for_a_handshake_that_stalls) {
    std::string const hello = peer_->take();
    wire_->send(hello.substr(0, hello.size() - 1));
    home_.pass(9s);
    EXPECT_EQ(events_.breaks, 0);
    home_.pass(2s);
    EXPECT_EQ(events_.breaks, 1);
    EXPECT_EQ(events_.failure, boost::asio::error::timed_out);
    EXPECT_EQ(sink_.failed_handshakes, 1);
}

TEST_F(tls_channel_test, has_no_time_for_a_peer_that_says_nothing) {
    home_.pass(11s);
    EXPECT_EQ(events_.failure, boost::asio::error::timed_out);
    EXPECT_EQ(sink_.failed_handshakes, 0); // no handshake began
}

TEST_F(tls_channel_test, has_all_the_time_after_the_handshake) {
    connect();
    home_.pass(1h);
    EXPECT_EQ(events_.breaks + events_.ends, 0);
}

TEST_F(tls_channel_test, breaks_on_what_is_not_tls) {
    for (std::string const& garbage :
         {std::string("SSH-2.0-OpenSSH_9.2\r\n"), std::string(5000, '\0'),
          std::string(300'000, 'z'),
          std::string("\x16\x03\x01\xff\xff", 5) + std::string(70'000, '\1'),
          std::string("\x16\x03\x01\x00\x05\x01\x00\x00\x01\x00", 10)}) {
        sink_ = {};
        open();
        wire_->send(garbage);
        home_.settle();
        EXPECT_EQ(events_.breaks, 1) << garbage.substr(0, 8);
        EXPECT_EQ(events_.received, "");
        EXPECT_EQ(sink_.failed_handshakes, 1);
    }
}

TEST_F(tls_channel_test, tells_who_speaks_plain_http) {
    wire_->send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
    home_.settle();
    EXPECT_EQ(events_.breaks, 1);
    EXPECT_TRUE(wire_->received().starts_with("HTTP/1.1 400 Bad Request\r\n"));
    EXPECT_TRUE(wire_->received().ends_with("use https.\n"));
}

TEST_F(tls_channel_test, breaks_on_a_record_that_was_changed_behind_what_came_whole) {
    connect();
    peer_->send("whole");
    std::string records = peer_->take();
    peer_->send("changed");
    records += peer_->take();
    records.back() ^= 1;
    wire_->send(records);
    home_.settle();
    EXPECT_EQ(events_.received, "whole");
    EXPECT_EQ(events_.breaks, 1);
    EXPECT_EQ(write("more"), 0U);
    EXPECT_TRUE(write_failure_);
    peer_->give(std::exchange(wire_->received(), {}));
    EXPECT_EQ(peer_->alert, SSL_AD_BAD_RECORD_MAC);
}

TEST_F(tls_channel_test, tells_of_close_notify_once_and_answers_it) {
    connect();
    peer_->send("last");
    peer_->end();
    carry();
    wire_->end();
    carry();
    EXPECT_EQ(events_.received, "last");
    EXPECT_EQ(events_.ends, 1);
    EXPECT_EQ(write("reply"), 5U); // it may still read
    channel_->close();
    carry();
    EXPECT_EQ(peer_->received, "reply");
    EXPECT_TRUE(peer_->ended());
    EXPECT_TRUE(wire_->closed_by_server());
}

TEST_F(tls_channel_test, says_close_notify_and_reads_on) {
    connect();
    channel_->shutdown_send();
    channel_->shutdown_send();
    carry();
    EXPECT_TRUE(peer_->ended());
    EXPECT_TRUE(wire_->ended_by_server());
    EXPECT_EQ(write("late"), 0U);
    EXPECT_TRUE(write_failure_);
    peer_->send("still here");
    carry();
    EXPECT_EQ(events_.received, "still here");
}

TEST_F(tls_channel_test, closes_at_once_without_close_notify) {
    connect();
    channel_->close();
    carry();
    EXPECT_FALSE(peer_->ended());
    EXPECT_TRUE(wire_->closed_by_server());
    peer_->send("unread");
    carry();
    EXPECT_EQ(events_.received, "");
}

TEST_F(tls_channel_test, takes_an_end_without_close_notify_for_an_end) {
    connect();
    wire_->end();
    carry();
    EXPECT_EQ(events_.ends, 1);
    EXPECT_EQ(events_.breaks, 0);
    EXPECT_EQ(sink_.failed_handshakes, 0);
}

TEST_F(tls_channel_test, counts_a_handshake_that_the_peer_gave_up) {
    wire_->send(peer_->take());
    home_.settle();
    wire_->end();
    home_.settle();
    EXPECT_EQ(events_.ends, 1);
    EXPECT_EQ(sink_.failed_handshakes, 1);
    home_.pass(1h);
    EXPECT_EQ(events_.breaks, 0);
}

TEST_F(tls_channel_test, tells_of_a_reset_once) {
    connect();
    wire_->reset();
    carry();
    EXPECT_EQ(events_.breaks, 1);
    EXPECT_EQ(events_.failure, boost::asio::error::connection_reset);
    EXPECT_EQ(write("lost"), 0U);
    EXPECT_TRUE(write_failure_);
}

TEST_F(tls_channel_test, reads_what_the_peer_said_before_writing_failed) {
    connect();
    wire_->refuse_writes();
    EXPECT_EQ(write("lost"), 0U);
    EXPECT_TRUE(write_failure_);
    peer_->send("last words");
    carry();
    EXPECT_EQ(events_.received, "last words");
    wire_->reset();
    carry();
    EXPECT_EQ(events_.breaks, 1);
    write_failure_ = {};
    EXPECT_EQ(write("more"), 0U);
    EXPECT_TRUE(write_failure_);
}

TEST_F(tls_channel_test, tells_a_new_owner_what_the_one_before_was_told) {
    connect();
    peer_->end();
    carry();
    recording_owner second;
    channel_->set_owner(second);
    EXPECT_EQ(second.ends, 0); // never from inside a call
    carry();
    EXPECT_EQ(second.ends, 1);
    EXPECT_EQ(events_.ends, 1);
    wire_->reset();
    carry();
    recording_owner third;
    channel_->set_owner(third);
    carry();
    EXPECT_EQ(third.breaks, 1);
}

TEST_F(tls_channel_test, can_be_paused) {
    connect();
    channel_->pause_reading();
    peer_->send("one");
    carry();
    EXPECT_EQ(events_.received, "");
    channel_->resume_reading();
    carry();
    EXPECT_EQ(events_.received, "one");
}

/// Does something to its channel in the first event.
class acting_events final : public channel_owner {
public:
    explicit acting_events(std::function<void()> act) : act_(std::move(act)) {}

    void on_data(std::span<std::byte>) override { once(); }

    void on_end() override { once(); }

    void on_broken(error_code) override { once(); }

    void on_writable() override { once(); }

    int events = 0;

private:
    void once() {
        if (++events == 1)
            act_();
    }

    std::function<void()> act_;
};

TEST_F(tls_channel_test, may_be_destroyed_or_given_away_in_any_event) {
    std::function<void()> const causes[]{[this] { peer_->send(std::string(600'000, 'x')); },
                                         [this] { peer_->end(); }, [this] { wire_->end(); },
                                         [this] { wire_->reset(); },
                                         [this] { wire_->send("\x15\x03\x03\xff\xff"); }};
    for (auto const& cause : causes) {
        open();
        connect();
        acting_events acting([this] { channel_.reset(); });
        channel_->set_owner(acting);
        cause();
        carry();
        EXPECT_EQ(acting.events, 1);
        EXPECT_TRUE(wire_->closed_by_server());
    }
    open();
    connect();
    acting_events first([this] { channel_->set_owner(events_); });
    channel_->set_owner(first);
    peer_->send(std::string(600'000, 'x'));
    carry();
    EXPECT_EQ(first.events, 1);
    EXPECT_GT(events_.received.size(), 300'000U);
}

TEST_F(tls_channel_test, may_go_before_and_in_a_handshake) {
    channel_.reset();
    EXPECT_TRUE(wire_->closed_by_server());
    open();
    wire_->send(peer_->take());
    home_.settle();
    channel_.reset();
    home_.pass(1h);
    EXPECT_TRUE(wire_->closed_by_server());
    EXPECT_EQ(events_.breaks + events_.ends, 0);
}

TEST_F(tls_channel_test, holds_no_buffer_while_idle_or_closing) {
    std::vector<std::unique_ptr<channel>> idle;
    auto const add = [&] {
        open();
        connect();
        peer_->send("question");
        carry();
        EXPECT_EQ(write("answer"), 6U);
        carry();
        idle.push_back(std::move(channel_));
    };
    idle.reserve(64);
    for (int count = 0; count < 4; ++count)
        add(); // what OpenSSL allocates once
    std::size_t const before = test::heap_in_use();
    constexpr std::size_t connections = 40;
    for (std::size_t count = 0; count < connections; ++count)
        add();
    // Measured: 13 KiB, of which 7.5 are OpenSSL's object. A record's buffer would be 16 more.
    EXPECT_LT(test::heap_in_use() - before, connections * (std::size_t{18} << 10));
    for (auto const& each : idle)
        each->shutdown_send();
    EXPECT_LT(test::heap_in_use() - before, connections * (std::size_t{18} << 10));
}

TEST_F(tls_channel_test, holds_little_for_a_handshake_that_is_not_done) {
    test::tls_peer first;
    std::string const hello = first.take();
    // Nothing of it, all but an octet, and all, whose answer is not taken.
    for (std::size_t const size : {std::size_t{0}, hello.size() - 1, hello.size()}) {
        std::vector<std::unique_ptr<channel>> begun;
        std::vector<std::shared_ptr<test::memory_peer>> wires;
        recording_owner events;
        auto const add = [&] {
            auto const& wire =
                wires.emplace_back(std::make_shared<test::memory_peer>(home_.context()));
            wire->set_room(0);
            begun.push_back(context_->wrap(home_.shared(), wire->server_end(), sink_));
            begun.back()->set_owner(events);
            wire->send(std::string_view(hello).substr(0, size));
            home_.settle();
        };
        for (int count = 0; count < 4; ++count)
            add(); // what OpenSSL allocates once
        std::size_t const before = test::heap_in_use();
        constexpr std::size_t connections = 40;
        for (std::size_t count = 0; count < connections; ++count)
            add();
        // Measured: 73 KiB, nearly all of them buffers of OpenSSL.
        EXPECT_LT(test::heap_in_use() - before, connections * (std::size_t{80} << 10)) << size;
    }
}

TEST_F(tls_channel_test, does_not_renegotiate) {
    open({.newest = TLS1_2_VERSION});
    connect();
    ASSERT_EQ(SSL_renegotiate(&peer_->connection()), 1);
    SSL_do_handshake(&peer_->connection());
    carry();
    EXPECT_EQ(peer_->alert, SSL_AD_NO_RENEGOTIATION);
}

} // namespace
} // namespace socketiota::loop
