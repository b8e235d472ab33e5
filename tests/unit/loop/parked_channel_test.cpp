// SPDX-License-Identifier: MIT
#include "tls_scene.hpp"

#include <array>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include <loop/accepted_channel.hpp>
#include <support/kernel_peer.hpp>
#include <sys/socket.h>

namespace socketiota::loop {
namespace {

/// Leaves the shard when the word comes, in the middle of what it is told.
class leaving_owner final : public channel_owner {
public:
    void on_data(std::span<std::byte> data) override {
        received.append(reinterpret_cast<char const*>(data.data()), data.size());
        if (received.ends_with("leave"))
            left = channel->park();
    }

    void on_end() override { ++ends; }

    void on_broken(error_code) override { ++breaks; }

    void on_writable() override {}

    loop::channel* channel = nullptr;
    std::string received;
    std::unique_ptr<parked_channel> left;
    int ends = 0;
    int breaks = 0;
};

/// A connection through the kernel from one shard to another.
class parked_socket_test : public testing::Test {
protected:
    parked_socket_test() {
        auto ends = test::connected_sockets();
        peer_ = std::move(ends.first);
        channel_ = accepted_channel(here_.shared(), std::move(ends.second), failure_);
        before_.channel = channel_.get();
        channel_->set_owner(before_);
    }

    void send(std::string_view octets) {
        ASSERT_EQ(::send(peer_.number(), octets.data(), octets.size(), MSG_NOSIGNAL),
                  static_cast<ssize_t>(octets.size()));
    }

    void leave() {
        send("leave");
        here_.settle();
        ASSERT_TRUE(before_.left);
    }

    void arrive() {
        adopted_ = std::exchange(before_.left, nullptr)->adopt(there_.shared(), failure_);
        ASSERT_TRUE(adopted_) << failure_.message();
        adopted_->set_owner(after_);
    }

    test::manual_shard here_;
    test::manual_shard there_;
    descriptor peer_;
    error_code failure_;
    leaving_owner before_;
    recording_owner after_;
    std::unique_ptr<channel> channel_;
    std::unique_ptr<channel> adopted_;
};

TEST_F(parked_socket_test, goes_on_on_another_shard_with_what_came_meanwhile) {
    leave();
    send("meanwhile");
    here_.settle();
    EXPECT_EQ(before_.received, "leave");
    channel_.reset(); // which must not close what is no more its own
    arrive();
    there_.settle();
    EXPECT_EQ(after_.received, "meanwhile");
    boost::asio::const_buffer const answer("answer", 6);
    EXPECT_EQ(adopted_->write(std::span(&answer, 1), failure_), 6U);
    std::array<char, 16> got{};
    EXPECT_EQ(::recv(peer_.number(), got.data(), got.size(), 0), 6);
    EXPECT_EQ(std::string_view(got.data(), 6), "answer");
}

TEST_F(parked_socket_test, tells_the_new_owner_of_an_end_that_was_told_before) {
    ::shutdown(peer_.number(), SHUT_WR);
    here_.settle();
    EXPECT_EQ(before_.ends, 1);
    before_.left = channel_->park();
    arrive();
    there_.settle();
    EXPECT_EQ(after_.ends, 1);
    EXPECT_EQ(before_.ends, 1);
}

TEST_F(parked_socket_test, closes_what_nobody_adopts) {
    leave();
    before_.left.reset();
    char octet = 0;
    EXPECT_EQ(::recv(peer_.number(), &octet, 1, 0), 0);
}

TEST_F(parked_socket_test, has_nothing_to_move_once_it_has_left_or_is_closed) {
    leave();
    EXPECT_FALSE(channel_->park());
    arrive();
    adopted_->close();
    EXPECT_FALSE(adopted_->park());
}

/// A TLS connection that goes from one shard to another in the middle of what its client says.
class parked_tls_test : public tls_scene {
protected:
    parked_tls_test() {
        channel_->set_owner(before_); // a fresh one would begin again
        before_.channel = channel_.get();
    }

    ~parked_tls_test() { channel_.reset(); } // it may be on the shard here

    void arrive() {
        ASSERT_TRUE(before_.left);
        channel_ = std::exchange(before_.left, nullptr)->adopt(there_.shared(), write_failure_);
        ASSERT_TRUE(channel_);
        channel_->set_owner(after_);
        carry_all();
    }

    void carry_all() {
        for (bool moved = true; moved;) {
            std::string const up = peer_->take();
            if (!up.empty())
                wire_->send(up);
            home_.settle();
            there_.settle();
            std::string const down = std::exchange(wire_->received(), {});
            peer_->give(down);
            moved = !up.empty() || !down.empty();
        }
    }

    void leave() {
        connect();
        peer_->send("leave");
        carry();
    }

    test::manual_shard there_;
    leaving_owner before_;
    recording_owner after_;
};

TEST_F(parked_tls_test, goes_on_with_the_same_keys_both_ways) {
    leave();
    arrive();
    peer_->send("more");
    carry_all();
    EXPECT_EQ(before_.received, "leave");
    EXPECT_EQ(after_.received, "more");
    EXPECT_EQ(write("answer"), 6U);
    carry_all();
    EXPECT_EQ(peer_->received, "answer");
    EXPECT_FALSE(peer_->broken());
    EXPECT_TRUE(channel_->secure());
    channel_->shutdown_send();
    carry_all();
    EXPECT_TRUE(peer_->ended());
}

TEST_F(parked_tls_test, takes_along_half_a_record) {
    connect();
    peer_->send("leave");
    std::string const first = peer_->take();
    peer_->send("the rest");
    std::string const second = peer_->take();
    wire_->send(first + second.substr(0, 7));
    home_.settle();
    arrive();
    EXPECT_EQ(after_.received, "");
    wire_->send(second.substr(7));
    there_.settle();
    EXPECT_EQ(after_.received, "the rest");
}

TEST_F(parked_tls_test, takes_along_what_is_not_decrypted_yet) {
    connect();
    // More than is decrypted at once, so the word comes while the rest of it is still ciphertext.
    std::string const block(std::size_t{16} << 10, 'x');
    std::string flight;
    for (int count = 0; count < 17; ++count)
        peer_->send(count == 16 ? block.substr(5) + "leave" : block);
    flight += peer_->take();
    for (int count = 0; count < 3; ++count)
        peer_->send("behind");
    flight += peer_->take();
    wire_->send(flight);
    home_.settle();
    wire_->send([this] {
        peer_->send("later");
        return peer_->take();
    }());
    arrive();
    EXPECT_EQ(before_.received.size(), 17 * block.size());
    EXPECT_EQ(after_.received, "behindbehindbehindlater");
}

TEST_F(parked_tls_test, hears_on_the_other_shard_of_an_end_that_came_with_the_last_word) {
    connect();
    peer_->send("leave");
    peer_->end();
    carry();
    arrive();
    EXPECT_EQ(before_.ends, 0);
    EXPECT_EQ(after_.ends, 1);
}

TEST_F(parked_tls_test, takes_along_what_the_peer_has_not_taken) {
    connect();
    peer_->send("leave");
    wire_->set_room(3);
    std::string const words(1000, 'w');
    EXPECT_EQ(write(words), words.size() - 1); // the last octet is told when all is out
    wire_->send(peer_->take());
    home_.settle();
    arrive();
    wire_->set_room(std::size_t{1} << 20);
    carry_all();
    EXPECT_EQ(after_.writables, 1);
    EXPECT_EQ(write(words.substr(999)), 1U);
    carry_all();
    EXPECT_EQ(peer_->received, words);
}

TEST_F(parked_tls_test, does_not_leave_in_the_middle_of_its_handshake) {
    EXPECT_FALSE(channel_->park());
    wire_->send(peer_->take());
    home_.settle();
    EXPECT_FALSE(channel_->park());
    connect(); // nothing has changed
}

TEST_F(parked_tls_test, closes_what_nobody_adopts) {
    leave();
    before_.left.reset();
    EXPECT_TRUE(wire_->closed_by_server());
    EXPECT_EQ(before_.breaks, 0);
}

TEST_F(parked_tls_test, is_not_needed_to_resume_a_session_of_another_shard) {
    connect();
    SSL_SESSION* const session = SSL_get1_session(&peer_->connection());
    peer_->end();
    test::tls_peer again({.session = session});
    SSL_SESSION_free(session);
    auto const wire = std::make_shared<test::memory_peer>(there_.context());
    auto const channel = context_->wrap(there_.shared(), wire->server_end(), sink_);
    channel->set_owner(after_);
    for (int flights = 0; flights < 4; ++flights) {
        wire->send(again.take());
        there_.settle();
        again.give(std::exchange(wire->received(), {}));
    }
    EXPECT_EQ(SSL_session_reused(&again.connection()), 1);
}

TEST_F(parked_tls_test, needs_nothing_of_the_shard_that_it_left) {
    auto first = std::make_unique<test::manual_shard>();
    test::tls_peer peer;
    auto const wire = std::make_shared<test::memory_peer>(first->context());
    auto channel = context_->wrap(first->shared(), wire->server_end(), sink_);
    leaving_owner owner;
    owner.channel = channel.get();
    channel->set_owner(owner);
    auto const carry_on = [&](test::manual_shard& on) {
        for (int flights = 0; flights < 4; ++flights) {
            wire->send(peer.take());
            on.settle();
            peer.give(std::exchange(wire->received(), {}));
        }
    };
    carry_on(*first);
    peer.send("leave");
    carry_on(*first);
    ASSERT_TRUE(owner.left);
    channel.reset();
    first.reset();
    auto const adopted = owner.left->adopt(there_.shared(), write_failure_);
    adopted->set_owner(after_);
    peer.send("more");
    carry_on(there_);
    EXPECT_EQ(after_.received, "more");
}

} // namespace
} // namespace socketiota::loop
