// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>

#include <loop/tls_client_context.hpp>
#include <support/manual_shard.hpp>
#include <support/memory_channel.hpp>
#include <support/recording_owner.hpp>
#include <support/test_certificate.hpp>
#include <support/tls_peer.hpp>

namespace socketiota::loop {
namespace {

/// The client's side over memory. TLS 1.2, where the server has the last word of a handshake and
/// may say more in the same packet.
class tls_client_test : public testing::Test, private handshake_owner {
protected:
    tls_client_test() {
        channel_ = context_.wrap(home_.shared(), wire_->server_end(), "localhost");
        channel_->begin_handshake(*this);
    }

    void carry() {
        for (std::string up; !(up = std::exchange(wire_->received(), {})).empty();) {
            server_.give(up);
            if (server_.connected())
                server_.send(std::exchange(greeting_, {}));
            wire_->send(server_.take());
            home_.settle();
        }
    }

    void on_secured() override { ++secured_; }

    void on_not_secured(tls_fault const& why) override { fault_ = why; }

    test::manual_shard home_;
    std::shared_ptr<test::memory_peer> wire_ = std::make_shared<test::memory_peer>(home_.context());
    test::test_certificate const made_ = test::make_certificate("localhost");
    test::tls_peer server_{{.newest = TLS1_2_VERSION, .shows = &made_}};
    tls_client_context const context_{{.ca = made_.certificate}};
    std::string greeting_ = "hello";
    recording_owner events_;
    std::unique_ptr<tls_channel> channel_;
    int secured_ = 0;
    tls_fault fault_;
};

TEST_F(tls_client_test, keeps_what_came_with_the_end_of_the_handshake) {
    carry();
    EXPECT_EQ(secured_, 1) << fault_.words;
    EXPECT_TRUE(wire_->paused()) << "the rest waits in the kernel";
    channel_->set_owner(events_);
    EXPECT_EQ(events_.received, "") << "never from inside a call";
    home_.settle();
    EXPECT_EQ(events_.received, "hello");
    server_.send(", and more");
    wire_->send(server_.take());
    home_.settle();
    EXPECT_EQ(events_.received, "hello, and more");
}

TEST_F(tls_client_test, stays_paused_when_it_gets_its_owner) {
    carry();
    channel_->resume_reading();
    EXPECT_TRUE(wire_->paused()) << "its owner is waited for";
    channel_->pause_reading();
    channel_->set_owner(events_);
    EXPECT_TRUE(wire_->paused());
    channel_->resume_reading();
    EXPECT_FALSE(wire_->paused());
}

TEST_F(tls_client_test, tells_of_a_connection_that_breaks_in_the_handshake) {
    wire_->reset();
    home_.settle();
    EXPECT_EQ(fault_.reason, boost::asio::error::connection_reset);
    EXPECT_EQ(fault_.words, "Connection reset by peer");
    EXPECT_EQ(secured_, 0);
}

TEST_F(tls_client_test, tells_nothing_once_it_is_closed) {
    channel_->close();
    carry();
    wire_->reset();
    home_.settle();
    EXPECT_EQ(secured_, 0);
    EXPECT_FALSE(fault_.reason);
    EXPECT_TRUE(wire_->closed_by_server());
}

TEST_F(tls_client_test, has_all_the_time_for_its_handshake) {
    home_.pass(std::chrono::hours(1));
    carry();
    EXPECT_EQ(secured_, 1);
}

} // namespace
} // namespace socketiota::loop
