// SPDX-License-Identifier: MIT
#include "loopback_test.hpp"

#include <chrono>
#include <vector>

#include <support/descriptor_famine.hpp>
#include <support/manual_shard.hpp>

namespace socketiota::loop {
namespace {

using namespace std::chrono_literals;

class out_of_descriptors_test : public testing::Test {
protected:
    out_of_descriptors_test() {
        for (int count = 0; count < 3; ++count)
            peers_.emplace_back(unused_, tcp::v4()); // opened while there are descriptors
        listening_.tell_shortages([this](error_code why) {
            EXPECT_EQ(why, boost::asio::error::no_descriptors);
            ++shortages_;
        });
    }

    std::size_t poll() {
        shard_.context().restart();
        return shard_.context().poll();
    }

    /// Whether the server has ended the connection of `peer`.
    static bool is_refused(tcp::socket& peer) {
        char octet = 0;
        error_code failure;
        peer.non_blocking(true);
        peer.read_some(boost::asio::buffer(&octet, 1), failure);
        return failure && failure != boost::asio::error::would_block;
    }

    test::manual_shard shard_;
    boost::asio::io_context unused_;
    std::vector<tcp::socket> peers_;
    std::vector<std::unique_ptr<channel>> accepted_;
    int shortages_ = 0;
    error_code failure_;
    test::open_listener listening_{
        shard_.shared(), tcp::endpoint(boost::asio::ip::address_v4::loopback(), 0),
        [this](std::unique_ptr<channel> accepted) { accepted_.push_back(std::move(accepted)); },
        failure_};
};

TEST_F(out_of_descriptors_test, refuses_with_its_reserve_and_does_not_spin) {
    ASSERT_FALSE(failure_);
    test::descriptor_famine famine;
    for (tcp::socket& peer : peers_)
        peer.connect(listening_.local_endpoint());
    EXPECT_EQ(poll(), 1U); // one wake: two connections still wait, and nobody looks at them
    EXPECT_EQ(poll(), 0U);
    EXPECT_TRUE(is_refused(peers_[0]));
    EXPECT_FALSE(is_refused(peers_[1]));
    EXPECT_TRUE(accepted_.empty());
    EXPECT_EQ(shortages_, 1);
    shard_.pass(120ms);
    EXPECT_TRUE(is_refused(peers_[1]));
    EXPECT_EQ(shortages_, 2);
    EXPECT_TRUE(accepted_.empty());
}

TEST_F(out_of_descriptors_test, goes_on_when_descriptors_come_back) {
    ASSERT_FALSE(failure_);
    test::descriptor_famine famine;
    for (tcp::socket& peer : peers_)
        peer.connect(listening_.local_endpoint());
    poll();
    famine.give(10);
    shard_.pass(200ms);
    EXPECT_EQ(accepted_.size(), 2U);
    EXPECT_FALSE(is_refused(peers_[1]));
    EXPECT_FALSE(is_refused(peers_[2]));
}

TEST_F(out_of_descriptors_test, says_that_it_cannot_listen) {
    test::descriptor_famine famine;
    error_code failure;
    test::open_listener const second(
        shard_.shared(), tcp::endpoint(boost::asio::ip::address_v4::loopback(), 0),
        [](std::unique_ptr<channel>) { ADD_FAILURE() << "nobody listens"; }, failure);
    EXPECT_EQ(failure, boost::asio::error::no_descriptors);
}

TEST_F(out_of_descriptors_test, may_be_destroyed_while_it_pauses) {
    ASSERT_FALSE(failure_);
    auto second = std::make_unique<test::open_listener>(
        shard_.shared(), tcp::endpoint(boost::asio::ip::address_v4::loopback(), 0),
        [](std::unique_ptr<channel>) { ADD_FAILURE() << "nobody listens"; }, failure_);
    test::descriptor_famine famine;
    peers_[0].connect(second->local_endpoint());
    poll();
    second.reset();
    famine.give(10);
    shard_.pass(1s);
}

} // namespace
} // namespace socketiota::loop
