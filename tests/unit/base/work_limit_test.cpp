// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <base/work_limit.hpp>

namespace socketiota::base {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class work_limit_test : public testing::Test {
protected:
    /// Keeps what it is granted until it is told to let go.
    class client final : public work_limit::waiter {
    public:
        client(work_limit_test& test, std::string name) : test_(test), name_(std::move(name)) {}

        std::optional<work_limit::slot> slot;
        bool keeps = true;

    private:
        void on_room(work_limit::slot granted) noexcept override {
            test_.told_.push_back(name_);
            if (keeps)
                slot.emplace(std::move(granted));
        }

        work_limit_test& test_;
        std::string name_;
    };

    std::shared_ptr<work_limit> limit_ = work_limit::of(2);
    std::vector<std::string> told_;
};

TEST_F(work_limit_test, is_full_with_as_many_as_may_run) {
    EXPECT_FALSE(limit_->full());
    auto const one = limit_->take();
    EXPECT_FALSE(limit_->full());
    {
        auto const two = limit_->take();
        EXPECT_TRUE(limit_->full());
        auto const more = limit_->take(); // what cannot be refused
        EXPECT_EQ(limit_->running(), 3U);
    }
    EXPECT_FALSE(limit_->full());
    EXPECT_EQ(limit_->running(), 1U);
}

TEST_F(work_limit_test, grants_in_the_order_of_coming) {
    std::optional one(limit_->take());
    std::optional two(limit_->take());
    client ann(*this, "ann");
    client bob(*this, "bob");
    limit_->wait(ann);
    limit_->wait(bob);
    limit_->wait(ann); // keeps its place
    EXPECT_THAT(told_, IsEmpty());
    one.reset();
    EXPECT_THAT(told_, ElementsAre("ann"));
    EXPECT_TRUE(limit_->full()); // nobody comes in between
    ann.slot.reset();
    EXPECT_THAT(told_, ElementsAre("ann", "bob"));
}

TEST_F(work_limit_test, passes_on_what_is_not_needed) {
    std::optional one(limit_->take());
    auto const two = limit_->take();
    client ann(*this, "ann");
    client bob(*this, "bob");
    ann.keeps = false;
    limit_->wait(ann);
    limit_->wait(bob);
    one.reset();
    EXPECT_THAT(told_, ElementsAre("ann", "bob"));
    EXPECT_TRUE(limit_->full());
}

TEST_F(work_limit_test, forgets_who_has_gone) {
    std::optional one(limit_->take());
    auto const two = limit_->take();
    client bob(*this, "bob");
    {
        client ann(*this, "ann");
        limit_->wait(ann);
        limit_->wait(bob);
    }
    one.reset();
    EXPECT_THAT(told_, ElementsAre("bob"));
    bob.wait_no_more();
}

TEST_F(work_limit_test, tells_nobody_while_more_run_than_may) {
    auto const one = limit_->take();
    auto const two = limit_->take();
    std::optional more(limit_->take());
    client ann(*this, "ann");
    limit_->wait(ann);
    more.reset();
    EXPECT_THAT(told_, IsEmpty());
    ann.wait_no_more();
}

} // namespace
} // namespace socketiota::base
