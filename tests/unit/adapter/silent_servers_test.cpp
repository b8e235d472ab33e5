// SPDX-License-Identifier: MIT
#include <socketiota/detail/pending_answer.hpp>
#include <socketiota/detail/pending_fetch.hpp>
#include <socketiota/error.hpp>
#include <socketiota/silent_servers.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <adapter/broadcast_answers.hpp>
#include <adapter/gathering.hpp>
#include <base/timer_wheel.hpp>

namespace socketiota::adapter {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

/// Who waits for the answers to a broadcast.
struct asker final : detail::pending_answer {
    void on_answer(reader&) override {}

    void on_end(error_code reason) override { ended.push_back(reason); }

    void on_silent(silent_servers which) override {
        EXPECT_THAT(ended, IsEmpty());
        silent = std::move(which);
    }

    std::vector<error_code> ended;
    std::optional<silent_servers> silent;
};

/// Where the answers of other servers arrive.
struct place final : detail::pending_answer_place {
    void forget() noexcept override { ++forgotten; }

    void add_silent(silent_servers& to) const override {
        to.add({.ids = {"second"}, .unnamed = 2});
    }

    int forgotten = 0;
};

TEST(silent_servers, are_told_when_the_deadline_passes) {
    base::timer_wheel wheel({});
    auto const waiting = std::make_shared<asker>();
    auto const answers = broadcast_answers::make(waiting);
    wheel.set(*answers, base::time_point(1s));
    place elsewhere;
    auto const share = answers->expect_many();
    share->set_place(&elsewhere);
    answers->all_asked();

    wheel.advance(base::time_point(2s));

    EXPECT_THAT(waiting->ended, ElementsAre(error::operation_has_timed_out));
    ASSERT_TRUE(waiting->silent);
    EXPECT_THAT(waiting->silent->ids, ElementsAre("second"));
    EXPECT_EQ(waiting->silent->unnamed, 2U);
    EXPECT_EQ(elsewhere.forgotten, 1);
}

TEST(silent_servers, are_told_when_their_share_ends) {
    auto const waiting = std::make_shared<asker>();
    auto const answers = broadcast_answers::make(waiting);
    auto const share = answers->expect_many();
    answers->all_asked();

    share->on_silent({.ids = {"third"}});
    share->on_end(error::operation_has_timed_out);
    share->on_silent({.ids = {"late"}});

    EXPECT_THAT(waiting->ended, ElementsAre(error::operation_has_timed_out));
    ASSERT_TRUE(waiting->silent);
    EXPECT_THAT(waiting->silent->ids, ElementsAre("third"));
}

TEST(silent_servers, are_not_told_where_there_are_none) {
    auto const waiting = std::make_shared<asker>();
    auto const answers = broadcast_answers::make(waiting);
    auto const share = answers->expect_many();
    answers->all_asked();
    share->on_end({});

    EXPECT_THAT(waiting->ended, ElementsAre(error_code()));
    EXPECT_FALSE(waiting->silent);
}

/// Who waits for a number that several find together.
struct counter final : detail::pending_count {
    void complete(std::size_t count) override { found = count; }

    void complete_partly(error_code why, silent_servers which, std::size_t count) override {
        reason = why;
        silent = std::move(which);
        found = count;
    }

    error_code reason;
    silent_servers silent;
    std::optional<std::size_t> found;
};

TEST(gathering, tells_what_was_found_when_something_is_missing) {
    auto const waiting = std::make_shared<counter>();
    auto found = std::make_shared<gathering<std::size_t>>(waiting, 300ms);
    EXPECT_EQ(found->limit(), 300ms);
    found->add(3);
    found->miss(error::operation_has_timed_out, {.ids = {"first"}});
    found->miss(error::socket_disconnected, {.unnamed = 1});
    EXPECT_FALSE(waiting->found);
    found.reset();

    EXPECT_EQ(waiting->found, 3U);
    EXPECT_EQ(waiting->reason, error::operation_has_timed_out);
    EXPECT_THAT(waiting->silent.ids, ElementsAre("first"));
    EXPECT_EQ(waiting->silent.unnamed, 1U);
}

TEST(gathering, tells_no_reason_when_all_have_answered) {
    auto const waiting = std::make_shared<counter>();
    std::make_shared<gathering<std::size_t>>(waiting)->add(3);

    EXPECT_EQ(waiting->found, 3U);
    EXPECT_FALSE(waiting->reason);
}

} // namespace
} // namespace socketiota::adapter
