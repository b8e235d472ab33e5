// SPDX-License-Identifier: MIT
//
// The slots of a server with several shards, which count together.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <base/work_limit.hpp>

namespace socketiota::base {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class work_limit_shards_test : public testing::Test {
protected:
    class client final : public work_limit::waiter {
    public:
        client(work_limit_shards_test& test, std::string name)
            : test_(test), name_(std::move(name)) {}

        std::optional<work_limit::slot> slot;

    private:
        void on_room(work_limit::slot granted) noexcept override {
            test_.told_.push_back(name_);
            slot.emplace(std::move(granted));
        }

        work_limit_shards_test& test_;
        std::string name_;
    };

    work_limit_shards_test() {
        std::vector<std::function<void()>> wakes;
        for (std::size_t index = 0; index != 3; ++index)
            wakes.emplace_back([this, index] { woken_.push_back(index); });
        shards_ = work_limit::of_shards(2, std::move(wakes));
    }

    /// Each shard that was woken looks.
    void run() {
        while (!woken_.empty()) {
            std::size_t const first = woken_.front();
            woken_.erase(woken_.begin());
            shards_[first]->look();
        }
    }

    std::vector<std::size_t> woken_;
    std::vector<std::string> told_;
    std::vector<std::shared_ptr<work_limit>> shards_;
};

TEST_F(work_limit_shards_test, are_full_together) {
    auto const one = shards_[0]->take();
    EXPECT_FALSE(shards_[2]->full());
    {
        auto const two = shards_[1]->take();
        for (auto const& each : shards_) {
            EXPECT_TRUE(each->full());
            EXPECT_EQ(each->running(), 2U);
        }
    }
    EXPECT_FALSE(shards_[0]->full());
}

TEST_F(work_limit_shards_test, wake_who_waits_on_another) {
    std::optional one(shards_[0]->take());
    auto const two = shards_[0]->take();
    client ann(*this, "ann");
    shards_[1]->wait(ann);
    one.reset();
    EXPECT_THAT(woken_, ElementsAre(1U));
    EXPECT_THAT(told_, IsEmpty()) << "on its own thread";
    EXPECT_TRUE(shards_[0]->full()) << "nobody comes in between";
    run();
    EXPECT_THAT(told_, ElementsAre("ann"));
    ann.slot.reset();
    EXPECT_EQ(shards_[2]->running(), 1U);
}

TEST_F(work_limit_shards_test, take_turns_and_keep_the_order_of_each) {
    std::optional one(shards_[0]->take());
    auto const two = shards_[0]->take();
    std::array<client, 4> clients{client(*this, "a1"), client(*this, "a2"), client(*this, "b1"),
                                  client(*this, "b2")};
    shards_[0]->wait(clients[0]);
    shards_[0]->wait(clients[1]);
    shards_[1]->wait(clients[2]);
    shards_[1]->wait(clients[3]);
    one.reset();
    run();
    for (std::size_t const each : {0U, 2U, 1U, 3U}) {
        clients.at(each).slot.reset();
        run();
    }
    EXPECT_THAT(told_, ElementsAre("a1", "b1", "a2", "b2"));
    EXPECT_EQ(shards_[0]->running(), 1U);
}

TEST_F(work_limit_shards_test, pass_on_what_nobody_takes_any_more) {
    std::optional one(shards_[0]->take());
    auto const two = shards_[0]->take();
    client bob(*this, "bob");
    {
        client ann(*this, "ann");
        shards_[1]->wait(ann);
        shards_[2]->wait(bob);
    }
    one.reset();
    run();
    EXPECT_THAT(told_, ElementsAre("bob"));
}

TEST_F(work_limit_shards_test, grant_what_was_given_back_before_anybody_waited) {
    client ann(*this, "ann");
    {
        auto const one = shards_[0]->take();
        auto const two = shards_[0]->take();
        EXPECT_TRUE(shards_[1]->full());
    }
    shards_[1]->wait(ann); // it has looked before
    run();
    EXPECT_THAT(told_, ElementsAre("ann"));
}

TEST_F(work_limit_shards_test, wake_nobody_once_closed) {
    std::optional one(shards_[0]->take());
    auto const two = shards_[0]->take();
    client ann(*this, "ann");
    shards_[1]->wait(ann);
    shards_[0]->close();
    one.reset();
    EXPECT_THAT(woken_, IsEmpty());
    EXPECT_EQ(shards_[1]->running(), 1U);
}

/// One that waits again as soon as it has had its turn.
class worker final : public work_limit::waiter {
public:
    int left = 0;
    work_limit* limit = nullptr;
    std::atomic<int>* together = nullptr;

private:
    void on_room(work_limit::slot granted) noexcept override {
        EXPECT_LE(++*together, 2);
        {
            auto const kept = std::move(granted);
            --*together;
        }
        if (--left > 0)
            limit->wait(*this);
    }
};

TEST(work_limit_threads, lose_no_slot_between_threads) {
    constexpr std::size_t shards = 4;
    constexpr int rounds = 2000;
    std::array<std::atomic<int>, shards> woken{};
    std::vector<std::function<void()>> wakes;
    for (auto& each : woken)
        wakes.emplace_back([&each] { ++each; });
    auto const limits = work_limit::of_shards(2, std::move(wakes));
    std::atomic<int> together = 0;
    {
        std::vector<std::jthread> threads;
        for (std::size_t index = 0; index != shards; ++index)
            threads.emplace_back([&, index] {
                worker mine;
                mine.left = rounds;
                mine.limit = limits[index].get();
                mine.together = &together;
                mine.limit->wait(mine);
                for (int seen = 0; mine.left > 0;) {
                    // Not by wait(): that of mingw's library hangs here.
                    while (woken.at(index) == seen)
                        std::this_thread::yield();
                    seen = woken.at(index);
                    mine.limit->look();
                }
            });
    }
    EXPECT_EQ(limits[0]->running(), 0U);
}

} // namespace
} // namespace socketiota::base
