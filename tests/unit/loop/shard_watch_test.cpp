// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <loop/shard_set.hpp>
#include <loop/shard_watch.hpp>
#include <support/manual_shard.hpp>

namespace socketiota::loop {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

/// Four shards, each with a clock of its own that stands still while the shard is busy.
class shard_watch_test : public testing::Test, private watch_listener {
protected:
    shard_watch_test() {
        std::vector<std::shared_ptr<shard>> shards;
        for (auto& each : time_)
            shards.push_back(each.shared());
        set_.emplace(std::move(shards));
        watch_.emplace(*set_, static_cast<watch_listener&>(*this));
        for (std::size_t index = 0; index != time_.size(); ++index)
            watch_->begin(index);
    }

    /// Time passes for all but those who are busy, which find it over when they are back.
    void pass(base::duration time, std::vector<std::size_t> const& busy = {}) {
        for (; time > 0ms; time -= 100ms)
            for (std::size_t index = 0; index != time_.size(); ++index)
                if (std::find(busy.begin(), busy.end(), index) == busy.end())
                    time_[index].pass(100ms);
    }

    [[nodiscard]] std::vector<std::string> told() { return std::exchange(told_, {}); }

    std::array<test::manual_shard, 4> time_;
    std::optional<shard_set> set_;
    std::optional<shard_watch> watch_;

private:
    void tell(std::string_view what, std::size_t first, std::size_t second) {
        told_.push_back(std::string(what) + ' ' + std::to_string(first) + ' ' +
                        std::to_string(second));
    }

    static std::size_t half_seconds(base::duration time) {
        return static_cast<std::size_t>(time / 500ms);
    }

    void on_stuck(std::size_t stuck, std::size_t by, base::duration time) noexcept override {
        EXPECT_GE(time, shard_watch::patience);
        EXPECT_LT(time, shard_watch::patience + 2 * shard_watch::look_interval);
        tell("stuck", stuck, by);
    }

    void on_back(std::size_t back, base::duration time) noexcept override {
        tell("back", back, half_seconds(time));
    }

    void on_stand_in(std::size_t by, std::size_t stuck) noexcept override {
        tell("stand in", by, stuck);
    }

    void on_relieved(std::size_t by, std::size_t stuck) noexcept override {
        tell("relieved", by, stuck);
    }

    std::vector<std::string> told_;
};

TEST_F(shard_watch_test, says_nothing_of_those_that_turn) {
    pass(20s);
    pass(1500ms, {2}); // busy, and not for long
    time_[2].stall(1500ms);
    pass(20s);
    EXPECT_THAT(told(), IsEmpty());
    EXPECT_FALSE(watch_->is_stuck(2));
}

TEST_F(shard_watch_test, tells_once_of_one_that_is_stuck_and_when_it_is_back) {
    pass(5s);
    pass(30s, {2});
    EXPECT_THAT(told(), ElementsAre("stuck 2 1", "stand in 1 2"));
    EXPECT_TRUE(watch_->is_stuck(2));
    EXPECT_GE(watch_->overdue(2, time_[1].shard().now()), 29s);
    time_[2].stall(30s);
    EXPECT_THAT(told(), ElementsAre("back 2 60"));
    EXPECT_FALSE(watch_->is_stuck(2));
    pass(1s);
    EXPECT_THAT(told(), ElementsAre("relieved 1 2"));
    pass(20s);
    EXPECT_THAT(told(), IsEmpty());
    EXPECT_EQ(watch_->overdue(2, time_[1].shard().now()), 0s);
}

TEST_F(shard_watch_test, has_the_nearest_in_front_stand_in_for_several) {
    pass(5s);
    pass(5s, {2, 3});
    EXPECT_THAT(told(), ElementsAre("stuck 2 1", "stand in 1 2", "stuck 3 1", "stand in 1 3"));
    pass(5s, {2, 3, 1});
    EXPECT_THAT(told(), ElementsAre("stuck 1 0", "stand in 0 1", "stand in 0 2", "stand in 0 3"));
    time_[1].stall(5s);
    EXPECT_THAT(told(), ElementsAre("back 1 10"));
    pass(1s, {2, 3});
    EXPECT_THAT(told(), ElementsAre("relieved 0 1", "relieved 0 2", "relieved 0 3"));
}

TEST_F(shard_watch_test, forgets_one_that_has_ended) {
    pass(5s, {2});
    EXPECT_THAT(told(), ElementsAre("stuck 2 1", "stand in 1 2"));
    watch_->end(1);
    EXPECT_THAT(told(), ElementsAre("relieved 1 2"));
    watch_->end(2);
    watch_->end(3);
    watch_->end(0);
    pass(20s);
    EXPECT_THAT(told(), IsEmpty());
}

} // namespace
} // namespace socketiota::loop
