// SPDX-License-Identifier: MIT
#include "mailboxes_scene.hpp"

#include <boost/asio/post.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstddef>
#include <exception>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>

namespace socketiota::loop {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

using mailboxes_test = mailboxes_scene;

// ---- how letters arrive ----

TEST_F(mailboxes_test, bring_letters_in_the_order_in_which_they_were_sent) {
    turn(0, [&] {
        EXPECT_EQ(send(0, 1, "a"), sending::taken);
        EXPECT_EQ(try_send(0, 1, "b"), sending::taken);
    });
    turn(0, [&] { send(0, 1, "c"); });
    EXPECT_THAT(said_, IsEmpty());
    settle();
    EXPECT_THAT(said_, ElementsAre("a", "b", "c"));
    EXPECT_EQ(letters_alive(), 0);
}

TEST_F(mailboxes_test, hand_over_one_batch_a_turn_and_wake_once_until_it_is_taken) {
    turn(0, [&] {
        send(0, 1, "a");
        send(0, 2, "x");
        send(0, 1, "b");
    });
    EXPECT_EQ(boxes_->figures().letters, 3U);
    EXPECT_EQ(boxes_->figures().batches, 2U);
    EXPECT_EQ(boxes_->figures().wakes, 2U);
    turn(0, [&] { send(0, 1, "c"); });
    turn(2, [&] { send(2, 1, "d"); });
    EXPECT_EQ(boxes_->figures().batches, 4U);
    EXPECT_EQ(boxes_->figures().wakes, 2U); // one is on its way to 1
    EXPECT_EQ(poll(1), 1U);                 // the wake, and no operation for each batch
    EXPECT_THAT(said_, ElementsAre("a", "b", "c", "d"));
    turn(0, [&] { send(0, 1, "e"); });
    EXPECT_EQ(boxes_->figures().wakes, 3U);
    settle();
    EXPECT_THAT(said_, ElementsAre("a", "b", "c", "d", "e", "x"));
    EXPECT_EQ(boxes_->figures().letters, 6U);
}

TEST_F(mailboxes_test, hand_over_nothing_before_the_turn_ends) {
    turn(0, [&] {
        send(0, 1, "a");
        boxes_->empty(1);
        EXPECT_EQ(poll(1), 0U);
        EXPECT_EQ(boxes_->figures().batches, 0U);
    });
    EXPECT_EQ(boxes_->figures().batches, 1U);
    settle();
}

TEST_F(mailboxes_test, hand_over_what_a_handler_sends_that_is_in_no_turn) {
    boost::asio::post(shards_[0]->context(), [this] { send(0, 1, "a"); });
    settle();
    EXPECT_THAT(said_, ElementsAre("a"));
}

TEST_F(mailboxes_test, hand_over_before_any_output_leaves) {
    told_output output([&] {
        said_.emplace_back("told of a join");
        boxes_->empty(1); // where a client asks that was told
    });
    turn(0, [&] {
        shard(0).mark(output);
        send(0, 1, "join");
    });
    EXPECT_THAT(said_, ElementsAre("told of a join", "join"));
}

TEST_F(mailboxes_test, hand_over_what_a_flush_sends_before_the_output_after_it) {
    told_output breaks([&] { send(0, 1, "leave"); });
    told_output output([&] { boxes_->empty(1); });
    turn(0, [&] {
        shard(0).mark(breaks);
        shard(0).mark(output);
    });
    EXPECT_THAT(said_, ElementsAre("leave"));
    settle();
}

TEST_F(mailboxes_test, reach_the_shard_that_sends_when_its_turn_is_over) {
    turn(0, [&] { send(0, 0, "a"); });
    EXPECT_THAT(said_, IsEmpty());
    EXPECT_EQ(poll(0), 1U);
    EXPECT_THAT(said_, ElementsAre("a"));
}

// ---- emptying ----

TEST_F(mailboxes_test, are_emptied_without_waiting_for_the_wake) {
    turn(0, [&] { send(0, 1, "a"); });
    boxes_->empty(1);
    EXPECT_THAT(said_, ElementsAre("a"));
    turn(0, [&] { send(0, 1, "b"); });
    EXPECT_EQ(boxes_->figures().wakes, 1U); // the first is still on its way
    EXPECT_EQ(poll(1), 1U);
    EXPECT_THAT(said_, ElementsAre("a", "b"));
    boxes_->empty(1);
    EXPECT_EQ(poll(1), 0U);
    turn(0, [&] { send(0, 1, "c"); });
    EXPECT_EQ(poll(1), 1U);
    EXPECT_THAT(said_, ElementsAre("a", "b", "c"));
}

TEST_F(mailboxes_test, run_letters_in_a_turn_of_their_own) {
    told_output output([&] { said_.emplace_back("output"); });
    auto const mark = [&] { shard(1).mark(output); };
    turn(0, [&] { boxes_->send(0, 1, letter(mark)); });
    EXPECT_EQ(poll(1), 1U); // no operation for the end of the turn
    EXPECT_THAT(said_, ElementsAre("output"));
    turn(0, [&] { boxes_->send(0, 1, letter(mark)); });
    boxes_->empty(1);
    EXPECT_THAT(said_, ElementsAre("output", "output"));
    settle();
}

TEST_F(mailboxes_test, run_letters_inside_the_shard) {
    std::string sentence;
    shard(1).thread().on_misuse = [&](std::string what) { sentence = std::move(what); };
    turn(0, [&] {
        boxes_->send(
            0, 1, letter([this] {
                std::thread([this] { thread_check::visit const other(shard(1).thread()); }).join();
            }));
    });
    boxes_->empty(1);
    settle();
    EXPECT_EQ(sentence.starts_with("two threads"), thread_check::enabled);
}

TEST_F(mailboxes_test, are_not_emptied_inside_themselves) {
    turn(0, [&] {
        boxes_->send(0, 1, letter([this] {
                         said_.emplace_back("begins");
                         turn(2, [&] { send(2, 1, "other"); });
                         boxes_->empty(1);
                         said_.emplace_back("ends");
                     }));
        send(0, 1, "next");
    });
    settle();
    EXPECT_THAT(said_, ElementsAre("begins", "ends", "next", "other"));
}

TEST_F(mailboxes_test, lose_nothing_when_a_letter_runs_the_loop_of_its_shard) {
    turn(0, [&] {
        boxes_->send(0, 1, letter([this] {
                         turn(0, [&] { send(0, 1, "later"); });
                         poll(1); // takes the wake, which may do nothing in here
                         said_.emplace_back("first");
                     }));
    });
    shards_[1]->context().restart();
    shards_[1]->context().poll_one();
    EXPECT_THAT(said_, ElementsAre("first"));
    EXPECT_EQ(poll(1), 1U);
    EXPECT_THAT(said_, ElementsAre("first", "later"));
}

TEST_F(mailboxes_test, take_one_batch_of_each_sender_and_the_rest_with_another_wake) {
    turn(0, [&] {
        boxes_->send(0, 1, letter([this] {
                         said_.emplace_back("a");
                         turn(0, [&] { send(0, 1, "b"); });
                         turn(2, [&] { send(2, 1, "x"); });
                     }));
    });
    boxes_->empty(1);
    EXPECT_THAT(said_, ElementsAre("a", "x"));
    EXPECT_EQ(poll(1), 1U); // the wakes of all three are one
    EXPECT_THAT(said_, ElementsAre("a", "x", "b"));
}

TEST_F(mailboxes_test, give_what_was_left_when_they_are_emptied_again) {
    turn(0, [&] { boxes_->send(0, 1, letter([this] { turn(0, [&] { send(0, 1, "left"); }); })); });
    boxes_->empty(1);
    EXPECT_THAT(said_, IsEmpty());
    boxes_->empty(1);
    EXPECT_THAT(said_, ElementsAre("left"));
    settle();
}

TEST_F(mailboxes_test, let_clients_in_between_letters_that_do_not_end) {
    int left = 100;
    std::function<void()> const more = [&] {
        said_.emplace_back("letter");
        if (--left > 0) // as the other thread does meanwhile
            turn(0, [&] { boxes_->send(0, 1, letter(more)); });
    };
    turn(0, [&] { boxes_->send(0, 1, letter(more)); });
    auto& context = shards_[1]->context();
    for (int round = 0; round != 3; ++round) {
        boost::asio::post(context, says("client"));
        context.restart();
        context.poll_one();
        context.poll_one();
    }
    EXPECT_THAT(said_, ElementsAre("letter", "client", "letter", "client", "letter", "client"));
    left = 0;
    settle();
}

TEST_F(mailboxes_test, go_on_after_a_letter_that_throws) {
    turn(0, [&] {
        boxes_->send(0, 1, letter([] { throw std::runtime_error("why"); }));
        boxes_->send(0, 1, letter([] { throw 42; }));
        send(0, 1, "next");
    });
    settle();
    EXPECT_THAT(said_, ElementsAre("next"));
    ASSERT_EQ(thrown_.size(), 2U);
    EXPECT_EQ(thrown_[0].first, 1U);
    EXPECT_THROW(std::rethrow_exception(thrown_[0].second), std::runtime_error);
    EXPECT_THROW(std::rethrow_exception(thrown_[1].second), int);
    turn(0, [&] { send(0, 1, "again"); });
    settle();
    EXPECT_THAT(said_, ElementsAre("next", "again"));
}

// ---- the end ----

TEST_F(mailboxes_test, destroy_what_waits_when_they_are_closed) {
    turn(0, [&] { send(0, 1, "a"); });
    turn(0, [&] {
        send(0, 1, "b");
        boxes_->close(1);
        EXPECT_EQ(letters_alive(), 1);
    });
    EXPECT_EQ(letters_alive(), 0); // that which was on its way, by its sender
    EXPECT_EQ(send(0, 1, "c"), sending::gone);
    EXPECT_EQ(try_send(0, 1, "c"), sending::gone);
    EXPECT_EQ(send(1, 0, "c"), sending::gone);
    EXPECT_EQ(letters_alive(), 0);
    boxes_->close(1);
    boxes_->empty(1);
    EXPECT_EQ(send(0, 2, "others go on"), sending::taken);
    settle();
    EXPECT_THAT(said_, ElementsAre("others go on"));
}

TEST_F(mailboxes_test, hand_over_what_a_shard_sent_before_it_closed) {
    told_output output([&] { said_.emplace_back("output"); });
    turn(0, [&] {
        send(0, 1, "last words");
        boxes_->close(0);
        shard(0).mark(output);
    });
    settle();
    EXPECT_THAT(said_, ElementsAre("output", "last words"));
}

TEST_F(mailboxes_test, may_be_closed_by_a_letter) {
    std::weak_ptr<loop::shard> const home = shards_[1]->shared();
    turn(2, [&] { send(2, 1, "before"); });
    turn(0, [&] {
        boxes_->send(0, 1, letter([this] {
                         boxes_->close(1);
                         EXPECT_EQ(letters_alive(), 0);
                         said_.emplace_back("closed");
                     }));
        send(0, 1, "dropped");
    });
    settle();
    EXPECT_THAT(said_, ElementsAre("before", "closed"));
    shards_[1].reset();
    EXPECT_TRUE(home.expired());
    shards_[1] = std::make_unique<test::manual_shard>();
}

TEST_F(mailboxes_test, send_nothing_to_a_shard_that_has_gone) {
    turn(0, [&] {
        send(0, 1, "a");
        boxes_->close(1);
        shards_[1].reset();
    });
    EXPECT_EQ(letters_alive(), 0);
    turn(0, [&] { EXPECT_EQ(send(0, 1, "b"), sending::gone); });
    turn(2, [&] { send(2, 0, "c"); });
    shards_[1] = std::make_unique<test::manual_shard>();
    settle();
    EXPECT_THAT(said_, ElementsAre("c"));
}

/// Calls back when it is destroyed.
class last_words_of_letter {
public:
    explicit last_words_of_letter(std::function<void()> callback)
        : callback_(std::move(callback)) {}

    last_words_of_letter(last_words_of_letter const&) = delete;
    last_words_of_letter& operator=(last_words_of_letter const&) = delete;

    ~last_words_of_letter() { callback_(); }

private:
    std::function<void()> callback_;
};

letter with_last_words(std::function<void()> callback) {
    return letter(
        [said = std::make_unique<last_words_of_letter>(std::move(callback))] { ADD_FAILURE(); });
}

TEST_F(mailboxes_test, let_a_letter_send_in_its_last_words) {
    auto const say = [this] { send(0, 2, "last"); };
    turn(0, [&] {
        boxes_->send(0, 1, with_last_words(say));
        boxes_->close(1);
    });
    settle();
    EXPECT_THAT(said_, ElementsAre("last")); // 0 sent it when its letter was dropped
    turn(2, [&] { boxes_->send(2, 0, with_last_words(say)); });
    boxes_->close(0);
    settle();
    EXPECT_THAT(said_, ElementsAre("last")); // 0 was closed by then
}

TEST_F(mailboxes_test, take_no_last_words_of_letters_when_they_go) {
    auto become = sending::taken;
    turn(0, [&] {
        boxes_->send(0, 1, with_last_words([&become, &boxes = *boxes_] {
                         become = boxes.send(0, 2, letter([] {}));
                     }));
    });
    boxes_.reset();
    EXPECT_EQ(become, sending::gone);
    settle();
}

TEST_F(mailboxes_test, take_all_letters_with_them_when_they_go) {
    turn(0, [&] { send(0, 1, "waits"); });
    loop::shard::turn const until_gone(shard(0));
    send(0, 2, "gathered");
    EXPECT_EQ(letters_alive(), 2);
    boxes_.reset();
    EXPECT_EQ(letters_alive(), 0);
    settle(); // the wakes find nobody
    EXPECT_THAT(said_, IsEmpty());
}

} // namespace
} // namespace socketiota::loop
