// SPDX-License-Identifier: MIT
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <memory>
#include <new>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <loop/shard.hpp>
#include <support/manual_shard.hpp>

namespace socketiota::loop {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

class callback_flushable final : public flushable {
public:
    explicit callback_flushable(std::function<void()> callback) : callback_(std::move(callback)) {}

    void flush() override { callback_(); }

private:
    std::function<void()> callback_;
};

class callback_deadline final : public base::deadline {
public:
    explicit callback_deadline(std::function<void()> callback) : callback_(std::move(callback)) {}

private:
    void on_deadline() override { callback_(); }

    std::function<void()> callback_;
};

/// Calls back when it is destroyed.
class last_words final : public disposable {
public:
    explicit last_words(std::function<void()> callback) : callback_(std::move(callback)) {}

    last_words(last_words const&) = delete;
    last_words& operator=(last_words const&) = delete;

    ~last_words() { callback_(); }

private:
    std::function<void()> callback_;
};

class shard_test : public testing::Test {
protected:
    auto says(std::string word) {
        return [this, word = std::move(word)] { said_.push_back(word); };
    }

    /// Runs what is ready and says how many handlers that were.
    std::size_t poll() {
        manual_.context().restart();
        return manual_.context().poll();
    }

    test::manual_shard manual_;
    shard& shard_ = manual_.shard();
    std::vector<std::string> said_;
};

// ---- its rest ----

TEST(shard_at_rest, does_not_wait_for_what_was_cancelled_though_its_clock_had_called_already) {
    boost::asio::io_context context;
    auto const home = shard::on(context);
    callback_deadline distant([] {});
    home->set_deadline(distant, 1h);
    distant.cancel();
    home->rest();
    home->advance();
    context.poll();
    EXPECT_TRUE(context.stopped()) << "a timer keeps it running";
}

// ---- the end of a turn ----

TEST_F(shard_test, flushes_each_once_in_the_order_of_their_marks) {
    callback_flushable one(says("one"));
    callback_flushable two(says("two"));
    shard_.mark(two);
    shard_.mark(one);
    shard_.mark(two);
    EXPECT_THAT(said_, IsEmpty());
    EXPECT_EQ(poll(), 1U); // one handler, however many were marked
    EXPECT_THAT(said_, ElementsAre("two", "one"));
    EXPECT_EQ(poll(), 0U);
}

TEST_F(shard_test, flushes_the_others_when_one_throws) {
    callback_flushable one([] { throw std::bad_alloc(); });
    callback_flushable two(says("two"));
    shard_.mark(one);
    shard_.mark(two);
    EXPECT_NO_THROW(poll());
    EXPECT_THAT(said_, ElementsAre("two"));
}

TEST_F(shard_test, fires_the_others_when_one_throws) {
    callback_deadline one([] { throw 42; });
    callback_deadline two(says("two"));
    callback_deadline later(says("later"));
    shard_.set_deadline(one, 10ms);
    shard_.set_deadline(two, 10ms);
    shard_.set_deadline(later, 1s);
    EXPECT_NO_THROW(manual_.pass(2s));
    EXPECT_THAT(said_, ElementsAre("two", "later"));
}

TEST_F(shard_test, flushes_after_all_handlers_that_were_ready) {
    callback_flushable target(says("flush"));
    boost::asio::post(manual_.context(), [&] {
        said_.emplace_back("first");
        shard_.mark(target);
    });
    boost::asio::post(manual_.context(), [&] {
        said_.emplace_back("second");
        shard_.mark(target);
    });
    EXPECT_EQ(poll(), 3U);
    EXPECT_THAT(said_, ElementsAre("first", "second", "flush"));
}

TEST_F(shard_test, flushes_what_a_flush_marks_in_the_next_turn) {
    int rounds = 0;
    std::optional<callback_flushable> again;
    callback_flushable other(says("other"));
    again.emplace([&] {
        said_.emplace_back("again");
        if (++rounds == 3)
            return;
        shard_.mark(*again);
        shard_.mark(other);
    });
    shard_.mark(*again);
    EXPECT_EQ(poll(), 3U);
    EXPECT_THAT(said_, ElementsAre("again", "again", "other", "again"));
}

TEST_F(shard_test, flushes_where_a_turn_ends_without_another_operation_of_the_loop) {
    callback_flushable target(says("flush"));
    {
        shard::turn const outer(shard_);
        {
            shard::turn const inner(shard_);
            shard_.mark(target);
        }
        said_.emplace_back("inner ended");
    }
    EXPECT_THAT(said_, ElementsAre("inner ended", "flush"));
    EXPECT_EQ(poll(), 0U);
}

TEST_F(shard_test, leaves_it_to_a_flush_that_is_posted) {
    callback_flushable target(says("flush"));
    shard_.mark(target);
    { shard::turn const later(shard_); }
    EXPECT_THAT(said_, IsEmpty());
    EXPECT_EQ(poll(), 1U);
    EXPECT_THAT(said_, ElementsAre("flush"));
}

TEST_F(shard_test, flushes_what_the_flush_of_a_turn_marks_in_the_next_one) {
    callback_flushable second(says("second"));
    callback_flushable first([&] { shard_.mark(second); });
    {
        shard::turn const turn(shard_);
        shard_.mark(first);
    }
    EXPECT_THAT(said_, IsEmpty());
    EXPECT_EQ(poll(), 1U);
    EXPECT_THAT(said_, ElementsAre("second"));
}

TEST_F(shard_test, flushes_in_this_turn_what_is_already_marked_when_a_flush_marks_it) {
    callback_flushable second(says("second"));
    callback_flushable first([&] { shard_.mark(second); });
    shard_.mark(first);
    shard_.mark(second);
    poll();
    EXPECT_THAT(said_, ElementsAre("second"));
}

TEST_F(shard_test, flushes_what_comes_first_before_what_was_marked_earlier) {
    callback_flushable output(says("output"));
    callback_flushable first(says("first"));
    shard_.mark(output);
    shard_.mark(first);
    shard_.mark_first(first); // was marked already
    shard_.mark_first(first);
    EXPECT_EQ(poll(), 1U);
    EXPECT_THAT(said_, ElementsAre("first", "output"));
}

TEST_F(shard_test, ends_a_turn_for_what_comes_first_alone) {
    callback_flushable first(says("first"));
    shard_.mark_first(first);
    EXPECT_EQ(poll(), 1U);
    EXPECT_THAT(said_, ElementsAre("first"));
}

TEST_F(shard_test, flushes_what_a_flush_marks_first_before_the_rest_of_this_turn) {
    callback_flushable first(says("first"));
    callback_flushable one([&] {
        said_.emplace_back("one");
        shard_.mark_first(first);
    });
    callback_flushable two(says("two"));
    callback_flushable last([&] { shard_.mark_first(first); });
    shard_.mark(one);
    shard_.mark(two);
    shard_.mark(last);
    EXPECT_EQ(poll(), 1U);
    EXPECT_THAT(said_, ElementsAre("one", "first", "two", "first"));
    EXPECT_EQ(poll(), 0U);
}

TEST_F(shard_test, flushes_the_rest_after_a_turn_inside_a_flush) {
    callback_flushable first(says("first"));
    callback_flushable inner(says("inner"));
    callback_flushable outer([&] {
        {
            shard::turn const turn(shard_);
            shard_.mark(inner);
        }
        shard_.mark_first(first);
    });
    callback_flushable rest(says("rest"));
    shard_.mark(outer);
    shard_.mark(rest);
    manual_.settle();
    EXPECT_THAT(said_, ElementsAre("inner", "first", "rest"));
    shard_.mark_first(first);
    EXPECT_EQ(poll(), 1U);
    EXPECT_THAT(said_, ElementsAre("inner", "first", "rest", "first"));
}

TEST_F(shard_test, does_not_flush_what_was_unmarked) {
    callback_flushable gone(says("gone"));
    callback_flushable stays(says("stays"));
    shard_.unmark(gone); // was not marked
    shard_.mark(gone);
    shard_.mark(stays);
    shard_.unmark(gone);
    poll();
    EXPECT_THAT(said_, ElementsAre("stays"));
    shard_.mark(gone);
    poll();
    EXPECT_THAT(said_, ElementsAre("stays", "gone"));
}

TEST_F(shard_test, a_flush_may_unmark_and_destroy_others_and_itself) {
    auto later = std::make_unique<callback_flushable>(says("later"));
    auto earlier = std::make_unique<callback_flushable>(says("earlier"));
    std::unique_ptr<callback_flushable> self;
    self = std::make_unique<callback_flushable>([&] {
        for (auto* const each : {&earlier, &later, &self})
            shard_.unmark(**each);
        earlier.reset();
        later.reset();
        said_.emplace_back("self");
        auto const last = std::move(self);
    });
    shard_.mark(*earlier);
    shard_.mark(*self);
    shard_.mark(*later);
    poll();
    EXPECT_THAT(said_, ElementsAre("earlier", "self"));
}

TEST_F(shard_test, unmarks_in_a_flush_what_was_marked_for_the_next_turn) {
    callback_flushable gone(says("gone"));
    callback_flushable marker([&] { shard_.mark(gone); });
    callback_flushable unmarker([&] { shard_.unmark(gone); });
    shard_.mark(marker);
    shard_.mark(unmarker);
    manual_.settle();
    EXPECT_THAT(said_, IsEmpty());
}

TEST_F(shard_test, is_idle_between_turns) {
    callback_flushable target(says("flush"));
    shard_.mark(target);
    manual_.context().run(); // returns: nothing is left to wait for
    manual_.context().restart();
    shard_.mark(target);
    manual_.context().run();
    EXPECT_THAT(said_, ElementsAre("flush", "flush"));
}

TEST_F(shard_test, knows_its_thread) {
    EXPECT_FALSE(shard_.in_this_thread());
    boost::asio::post(shard_.get_executor(), [&] { EXPECT_TRUE(shard_.in_this_thread()); });
    EXPECT_EQ(poll(), 1U);
}

// ---- dispose ----

TEST_F(shard_test, destroys_at_the_end_of_the_turn_and_after_the_flush) {
    callback_flushable target(says("flush"));
    boost::asio::post(manual_.context(), [&] {
        shard_.mark(target);
        shard_.dispose(std::make_shared<last_words>(says("destroyed")));
        said_.emplace_back("handler");
    });
    boost::asio::post(manual_.context(), says("other handler"));
    manual_.settle();
    EXPECT_THAT(said_, ElementsAre("handler", "other handler", "flush", "destroyed"));
}

TEST_F(shard_test, destroys_what_a_flush_disposes_of_after_that_flush) {
    callback_flushable target([&] {
        shard_.dispose(std::make_shared<last_words>(says("destroyed")));
        said_.emplace_back("flush");
    });
    shard_.mark(target);
    manual_.settle();
    EXPECT_THAT(said_, ElementsAre("flush", "destroyed"));
}

TEST_F(shard_test, destroys_what_is_disposed_of_by_what_is_destroyed) {
    shard_.dispose(std::make_shared<last_words>([&] {
        said_.emplace_back("outer");
        shard_.dispose(std::make_shared<last_words>(says("inner")));
    }));
    EXPECT_THAT(said_, IsEmpty());
    manual_.settle();
    EXPECT_THAT(said_, ElementsAre("outer", "inner"));
}

TEST_F(shard_test, leaves_alone_what_others_still_hold) {
    auto const held = std::make_shared<last_words>([] {});
    shard_.dispose(held);
    manual_.settle();
    EXPECT_EQ(held.use_count(), 1);
}

TEST_F(shard_test, destroys_after_what_was_ready_when_it_was_disposed_of) {
    boost::asio::post(manual_.context(), [&] {
        shard_.dispose(std::make_shared<last_words>(says("first")));
        boost::asio::post(manual_.context(), says("knows the second"));
        shard_.dispose(std::make_shared<last_words>(says("second")));
    });
    manual_.settle();
    EXPECT_THAT(said_, ElementsAre("first", "knows the second", "second"));
}

// ---- deadlines ----

TEST_F(shard_test, fires_deadlines_in_the_order_of_their_times) {
    callback_deadline late(says("late"));
    callback_deadline soon(says("soon"));
    shard_.set_deadline(late, 3s);
    shard_.set_deadline(soon, 1s); // asks the clock to wake it earlier than it was asked before
    manual_.pass(999ms);
    EXPECT_THAT(said_, IsEmpty());
    manual_.pass(1ms + base::timer_wheel::tick);
    EXPECT_THAT(said_, ElementsAre("soon"));
    manual_.pass(2s);
    EXPECT_THAT(said_, ElementsAre("soon", "late"));
}

TEST_F(shard_test, fires_a_deadline_that_sets_itself_again) {
    std::optional<callback_deadline> beat;
    beat.emplace([&] {
        said_.emplace_back("beat");
        shard_.set_deadline(*beat, 10s);
    });
    shard_.set_deadline(*beat, 10s);
    manual_.pass(31s);
    EXPECT_THAT(said_, ElementsAre("beat", "beat", "beat"));
}

TEST_F(shard_test, moves_a_deadline_that_is_set_again) {
    callback_deadline entry(says("fired"));
    shard_.set_deadline(entry, 1s);
    shard_.set_deadline(entry, 5s);
    manual_.pass(4s);
    EXPECT_THAT(said_, IsEmpty());
    manual_.pass(1s + base::timer_wheel::tick);
    EXPECT_THAT(said_, ElementsAre("fired"));
}

TEST_F(shard_test, fires_others_after_a_deadline_was_cancelled) {
    callback_deadline cancelled(says("cancelled"));
    callback_deadline other(says("other"));
    shard_.set_deadline(cancelled, 1s);
    shard_.set_deadline(other, 2s);
    cancelled.cancel();
    manual_.pass(3s);
    EXPECT_THAT(said_, ElementsAre("other"));
}

TEST_F(shard_test, fires_a_deadline_of_no_delay_without_more_time_passing) {
    callback_deadline entry(says("fired"));
    shard_.set_deadline(entry, 0s);
    EXPECT_THAT(said_, IsEmpty());
    manual_.pass(0s);
    EXPECT_THAT(said_, ElementsAre("fired"));
}

TEST_F(shard_test, takes_every_delay_that_a_program_can_write) {
    callback_deadline never(says("never"));
    callback_deadline at_once(says("at once"));
    callback_deadline lately(says("lately"));
    shard_.set_deadline(never, std::chrono::milliseconds::max());
    shard_.set_deadline(at_once, std::chrono::milliseconds::min());
    shard_.set_deadline(lately, -1ms);
    manual_.pass(0s);
    EXPECT_THAT(said_, ElementsAre("at once", "lately"));
    manual_.pass(1h);
    EXPECT_TRUE(never.pending());
}

// ---- the steady clock ----

TEST(shard_on_a_context_test, fires_deadlines_from_the_context) {
    boost::asio::io_context context;
    auto const home = shard::on(context);
    std::vector<int> fired;
    callback_deadline late([&] { fired.push_back(2); });
    callback_deadline soon([&] { fired.push_back(1); });
    home->set_deadline(late, 40ms);
    home->set_deadline(soon, 1ms);
    context.run(); // returns when no deadline is left
    EXPECT_THAT(fired, ElementsAre(1, 2));
}

TEST(shard_on_a_context_test, leaves_no_work_behind_when_it_goes) {
    boost::asio::io_context context;
    callback_flushable target([] { ADD_FAILURE() << "its shard is gone"; });
    callback_deadline entry([] { ADD_FAILURE() << "its shard is gone"; });
    auto home = shard::on(context);
    home->set_deadline(entry, 1h);
    home->mark(target);
    entry.cancel();
    home.reset();
    context.run(); // returns: nothing waits for the hour
}

TEST(shard_on_a_context_test, shares_the_context_with_others) {
    boost::asio::io_context context;
    auto const one = shard::on(context);
    auto const two = shard::on(context);
    std::vector<std::string> said;
    callback_flushable target_of_one([&] { said.emplace_back("one"); });
    callback_flushable target_of_two([&] { said.emplace_back("two"); });
    boost::asio::post(context, [&] {
        two->mark(target_of_two);
        one->mark(target_of_one);
        said.emplace_back("user");
    });
    context.run();
    EXPECT_THAT(said, ElementsAre("user", "two", "one"));
}

TEST(shard_on_a_context_test, releases_what_holds_it_even_if_the_context_never_runs_again) {
    bool destroyed = false;
    {
        boost::asio::io_context context;
        auto home = shard::on(context);
        // As a connection does: its channel holds the shard.
        home->dispose(std::make_shared<last_words>([&destroyed, home] {
            callback_flushable target([] {});
            home->mark(target); // the shard is whole while what was disposed of goes
            home->unmark(target);
            destroyed = true;
        }));
        home.reset();
    }
    EXPECT_TRUE(destroyed);
}

} // namespace
} // namespace socketiota::loop
