// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include <server/departure.hpp>
#include <support/manual_shard.hpp>

namespace socketiota {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

/// A server with clients that only count.
class departure_test : public testing::Test, private departing {
protected:
    explicit departure_test(std::size_t place = 0, std::size_t shards = 1)
        : departure_(time_.shard(), static_cast<departing&>(*this), place, shards) {}

    /// When, from the beginning of the test on, each had its turn.
    [[nodiscard]] std::vector<milliseconds> const& turns() const noexcept { return turns_; }

    [[nodiscard]] milliseconds clock() {
        return std::chrono::duration_cast<milliseconds>(time_.shard().now() - start_);
    }

    test::manual_shard time_;
    base::time_point start_ = time_.shard().now();
    std::size_t clients_ = 0;
    bool handler_runs_ = false;
    std::function<void()> on_turn_;
    std::vector<milliseconds> turns_;
    std::optional<milliseconds> gone_;
    std::optional<milliseconds> told_to_be_gone_;
    departure departure_;

private:
    std::shared_ptr<void> alive() override { return nullptr; }

    void refuse_new(base::time_point until) override {
        told_to_be_gone_ = std::chrono::duration_cast<milliseconds>(until - start_);
    }

    [[nodiscard]] std::size_t to_leave() const noexcept override { return clients_; }

    void send_next_away() override {
        --clients_;
        turns_.push_back(clock());
        if (on_turn_)
            on_turn_();
    }

    [[nodiscard]] bool has_running_handlers() const noexcept override { return handler_runs_; }

    void depart() override {
        EXPECT_FALSE(gone_) << "twice";
        gone_ = clock();
        clients_ = 0;
        departure_.stop();
    }
};

// A deadline fires up to a tick late, never early.
void expect_about(milliseconds real, milliseconds expected) {
    EXPECT_GE(real, expected);
    EXPECT_LE(real, expected + 17ms);
}

TEST_F(departure_test, spreads_turns_evenly_and_takes_its_time) {
    clients_ = 3;
    departure_.drain(40s);
    EXPECT_TRUE(departure_.begun());
    EXPECT_EQ(told_to_be_gone_, 40s);
    time_.pass(1h);
    ASSERT_EQ(turns().size(), 3U);
    expect_about(turns()[0], 10s);
    expect_about(turns()[1], 20s);
    expect_about(turns()[2], 30s);
    ASSERT_TRUE(gone_);
    expect_about(*gone_, 40s);
}

TEST_F(departure_test, does_not_fall_behind_with_more_clients_than_ticks) {
    clients_ = 100'000;
    departure_.drain(10s);
    time_.pass(5s);
    EXPECT_NEAR(static_cast<double>(turns().size()), 50'000, 200);
    time_.pass(4900ms);
    EXPECT_NEAR(static_cast<double>(turns().size()), 99'000, 200);
    EXPECT_FALSE(gone_);
    time_.pass(200ms);
    EXPECT_EQ(turns().size(), 100'000U);
    EXPECT_TRUE(gone_);
}

TEST_F(departure_test, waits_though_nobody_is_there) {
    departure_.drain(5s);
    time_.pass(4999ms);
    EXPECT_FALSE(gone_);
    time_.pass(20ms);
    EXPECT_TRUE(gone_);
}

TEST_F(departure_test, is_over_at_once_without_time) {
    departure_.drain(-1s);
    EXPECT_TRUE(gone_);
}

TEST_F(departure_test, lets_those_whom_it_told_take_their_rest) {
    clients_ = 2;
    departure_.drain(0s);
    EXPECT_EQ(turns().size(), 2U);
    EXPECT_FALSE(gone_) << "in the same turn of the loop";
    time_.pass(20ms);
    EXPECT_TRUE(gone_);
}

TEST_F(departure_test, is_shortened_and_never_made_longer) {
    clients_ = 9;
    departure_.drain(100s);
    time_.pass(51s);
    EXPECT_EQ(turns().size(), 5U);
    departure_.drain(1h);
    EXPECT_EQ(told_to_be_gone_, 100s);
    departure_.drain(10s);
    EXPECT_EQ(told_to_be_gone_, 61s);
    time_.pass(5s);
    EXPECT_EQ(turns().size(), 7U);
    EXPECT_FALSE(gone_);
    time_.pass(5100ms);
    EXPECT_EQ(turns().size(), 9U);
    EXPECT_TRUE(gone_);
    departure_.drain(1s); // there is nothing left
    time_.pass(1h);
}

TEST_F(departure_test, may_be_ended_or_shortened_by_who_hears_of_it) {
    clients_ = 4;
    on_turn_ = [this] {
        if (turns().size() == 2)
            departure_.drain(0s);
    };
    departure_.drain(10s);
    time_.pass(4100ms);
    EXPECT_EQ(turns().size(), 4U);
    EXPECT_TRUE(gone_);
}

TEST_F(departure_test, stops_with_its_server) {
    clients_ = 4;
    departure_.drain(10s);
    departure_.stop();
    time_.pass(1h);
    EXPECT_EQ(turns().size(), 0U);
    EXPECT_FALSE(gone_);
}

TEST_F(departure_test, waits_for_handlers_and_no_longer) {
    clients_ = 3;
    handler_runs_ = true;
    departure_.wait_for_handlers(3s);
    EXPECT_TRUE(departure_.waits_for_handlers());
    EXPECT_EQ(told_to_be_gone_, 3s);
    time_.pass(2900ms);
    EXPECT_FALSE(gone_);
    EXPECT_EQ(turns().size(), 0U);
    handler_runs_ = false;
    time_.pass(70ms);
    EXPECT_TRUE(gone_);
}

TEST_F(departure_test, does_not_wait_longer_for_handlers_than_it_was_told) {
    handler_runs_ = true;
    departure_.wait_for_handlers(3s);
    time_.pass(2999ms);
    EXPECT_FALSE(gone_);
    time_.pass(20ms);
    EXPECT_TRUE(gone_);
}

TEST_F(departure_test, waits_for_handlers_within_the_time_of_a_drain) {
    clients_ = 3;
    handler_runs_ = true;
    departure_.drain(1s);
    departure_.wait_for_handlers(1h);
    time_.pass(999ms);
    EXPECT_FALSE(gone_);
    time_.pass(20ms);
    EXPECT_TRUE(gone_);
}

class departure_of_the_second_of_three_shards : public departure_test {
protected:
    departure_of_the_second_of_three_shards() : departure_test(1, 3) {}
};

TEST_F(departure_of_the_second_of_three_shards, takes_its_turn_between_those_of_the_others) {
    clients_ = 2;
    departure_.drain(7s);
    time_.pass(8s);
    ASSERT_EQ(turns().size(), 2U);
    EXPECT_EQ(std::chrono::floor<std::chrono::seconds>(turns()[0]), 2s);
    EXPECT_EQ(std::chrono::floor<std::chrono::seconds>(turns()[1]), 5s);
    EXPECT_TRUE(gone_);
}

} // namespace
} // namespace socketiota
