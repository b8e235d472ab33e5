// SPDX-License-Identifier: MIT
#include "mailboxes_scene.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstddef>
#include <memory>
#include <string>
#include <utility>

namespace socketiota::loop {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

using mailboxes_limits_test = mailboxes_scene;

TEST_F(mailboxes_limits_test, tell_the_owner_and_refuse_only_what_the_program_asks_for) {
    limit(2, no_limit);
    turn(0, [&] {
        send(0, 1, "a");
        EXPECT_THAT(said_, IsEmpty());
        EXPECT_EQ(try_send(0, 1, "b"), sending::taken);
        EXPECT_THAT(said_, ElementsAre("full 0"));
        EXPECT_EQ(send(0, 1, "c"), sending::taken); // a client caused it
        EXPECT_TRUE(boxes_->full(0, 1));
        EXPECT_FALSE(boxes_->full(0, 2));
        EXPECT_FALSE(boxes_->full(1, 0));
        EXPECT_TRUE(boxes_->full(0));
        EXPECT_FALSE(boxes_->full(1));
        EXPECT_EQ(try_send(0, 2, "x"), sending::taken);
    });
    settle();
    EXPECT_THAT(said_, ElementsAre("full 0", "a", "b", "c", "x", "room 0"));
    EXPECT_FALSE(boxes_->full(0, 1));
    EXPECT_EQ(boxes_->figures().full, 1U);
}

TEST_F(mailboxes_limits_test, leave_a_letter_alone_that_is_not_taken) {
    limit(1, no_limit);
    letter second(says("b"));
    turn(0, [&] {
        send(0, 1, "a");
        EXPECT_EQ(boxes_->try_send(0, 1, std::move(second)), sending::full);
    });
    settle();
    second.run(); // NOLINT(bugprone-use-after-move): it was not moved from
    EXPECT_THAT(said_, ElementsAre("full 0", "a", "room 0", "b"));
}

TEST_F(mailboxes_limits_test, count_octets) {
    std::size_t const small = letter(says("")).octets();
    limit(no_limit, 2 * small + 1000);
    turn(0, [&] {
        boxes_->send(0, 1, letter(says("a"), 999));
        send(0, 1, "b");
        EXPECT_FALSE(boxes_->full(0));
        send(0, 1, "c");
        EXPECT_TRUE(boxes_->full(0));
    });
    settle();
    EXPECT_FALSE(boxes_->full(0));
    turn(0, [&] {
        boxes_->send(0, 1, letter(says("d"), 999));
        EXPECT_FALSE(boxes_->full(0));
        boxes_->send(0, 1, letter(says("e"), 1));
        EXPECT_TRUE(boxes_->full(0)); // just as many
    });
    settle();
}

TEST_F(mailboxes_limits_test, count_letters_over_turns_until_they_have_run) {
    limit(3, no_limit);
    turn(0, [&] { send(0, 1, "a"); });
    turn(0, [&] { send(0, 1, "b"); });
    EXPECT_FALSE(boxes_->full(0));
    turn(0, [&] {
        boxes_->send(0, 1, letter([this] {
                         said_.emplace_back(boxes_->full(0) ? "still full" : "not full");
                     }));
    });
    settle();
    EXPECT_THAT(said_, ElementsAre("full 0", "a", "b", "still full", "room 0"));
    turn(0, [&] {
        send(0, 1, "c");
        send(0, 1, "d");
        EXPECT_FALSE(boxes_->full(0));
        send(0, 1, "e");
        EXPECT_TRUE(boxes_->full(0));
    });
    settle();
    EXPECT_EQ(boxes_->figures().full, 2U);
}

TEST_F(mailboxes_limits_test, tell_once_of_several_that_are_full_and_when_none_is) {
    limit(1, no_limit);
    turn(0, [&] {
        send(0, 1, "a");
        send(0, 2, "b");
    });
    poll(1);
    poll(0); // hears of the room at 1
    EXPECT_FALSE(boxes_->full(0, 1));
    EXPECT_TRUE(boxes_->full(0, 2));
    EXPECT_THAT(said_, ElementsAre("full 0", "a"));
    settle();
    EXPECT_THAT(said_, ElementsAre("full 0", "a", "b", "room 0"));
    EXPECT_EQ(boxes_->figures().full, 2U);
}

TEST_F(mailboxes_limits_test, wait_on_when_it_is_full_again_before_it_hears_of_room) {
    limit(2, no_limit);
    turn(0, [&] {
        send(0, 1, "a");
        send(0, 1, "b");
    });
    poll(1);
    turn(0, [&] {
        send(0, 1, "c");
        send(0, 1, "d");
    });
    EXPECT_EQ(poll(0), 1U);
    EXPECT_TRUE(boxes_->full(0));
    EXPECT_THAT(said_, ElementsAre("full 0", "a", "b"));
    settle();
    EXPECT_THAT(said_, ElementsAre("full 0", "a", "b", "c", "d", "room 0"));
    EXPECT_FALSE(boxes_->full(0));
}

TEST_F(mailboxes_limits_test, wake_the_sender_once_when_there_is_room) {
    limit(1, no_limit);
    turn(0, [&] { send(0, 1, "a"); });
    EXPECT_EQ(poll(0), 0U);
    EXPECT_EQ(poll(1), 1U);
    EXPECT_EQ(boxes_->figures().wakes, 2U);
    EXPECT_EQ(poll(0), 1U);
    EXPECT_EQ(poll(0), 0U);
    EXPECT_THAT(said_, ElementsAre("full 0", "a", "room 0"));
}

TEST_F(mailboxes_limits_test, tell_of_room_when_the_sender_empties_its_own) {
    limit(1, no_limit);
    turn(0, [&] { send(0, 1, "a"); });
    boxes_->empty(1);
    boxes_->empty(0);
    EXPECT_THAT(said_, ElementsAre("full 0", "a", "room 0"));
    settle();
}

TEST_F(mailboxes_limits_test, let_who_hears_of_room_empty_the_mailbox) {
    limit(1, no_limit);
    turn(0, [&] { send(0, 1, "a"); });
    room_ = [this] {
        turn(2, [&] { send(2, 0, "b"); });
        boxes_->empty(0); // before it handles what a client sent
        said_.emplace_back("client");
        room_ = nullptr;
    };
    settle();
    EXPECT_THAT(said_, ElementsAre("full 0", "a", "room 0", "full 2", "b", "client", "room 2"));
}

TEST_F(mailboxes_limits_test, come_out_of_it_when_two_are_full_at_each_other) {
    limit(2, no_limit);
    for (std::size_t const from : {0U, 1U}) {
        turn(from, [&] {
            for (int each = 0; each != 3; ++each)
                send(from, 1 - from, std::to_string(from) + std::to_string(each));
        });
    }
    EXPECT_TRUE(boxes_->full(0, 1));
    EXPECT_TRUE(boxes_->full(1, 0));
    settle();
    EXPECT_THAT(said_, ElementsAre("full 0", "full 1", "10", "11", "12", "00", "01", "02", "room 1",
                                   "room 0"));
    EXPECT_FALSE(boxes_->full(0));
    EXPECT_FALSE(boxes_->full(1));
}

TEST_F(mailboxes_limits_test, answer_letters_while_both_are_full) {
    limit(1, no_limit);
    for (std::size_t const from : {0U, 1U}) {
        turn(from, [&] {
            boxes_->send(from, 1 - from, letter([this, from] { send(1 - from, from, "answer"); }));
        });
    }
    settle();
    EXPECT_THAT(said_, testing::IsSupersetOf({"full 0", "full 1", "answer", "answer"}));
    EXPECT_FALSE(boxes_->full(0));
    EXPECT_FALSE(boxes_->full(1));
    EXPECT_EQ(try_send(0, 1, "c"), sending::taken);
    settle();
}

TEST_F(mailboxes_limits_test, end_with_the_mailbox_that_is_full) {
    limit(1, no_limit);
    turn(0, [&] { send(0, 1, "handed over"); });
    turn(0, [&] { send(0, 1, "gathered"); });
    boxes_->close(1);
    settle();
    EXPECT_THAT(said_, ElementsAre("full 0", "room 0"));
    turn(0, [&] {
        EXPECT_EQ(send(0, 1, "dropped"), sending::gone);
        EXPECT_FALSE(boxes_->full(0));
    });
}

TEST_F(mailboxes_limits_test, do_not_count_what_a_mailbox_drops_that_closed_meanwhile) {
    limit(2, no_limit);
    turn(0, [&] {
        send(0, 1, "a");
        boxes_->close(1);
        send(0, 1, "b");
        send(0, 1, "c");
    });
    EXPECT_THAT(said_, IsEmpty());
    EXPECT_EQ(letters_alive(), 0);
}

TEST_F(mailboxes_limits_test, tell_nothing_of_a_shard_that_is_closed) {
    limit(1, no_limit);
    turn(0, [&] { send(0, 1, "a"); });
    boxes_->close(0);
    settle();
    EXPECT_THAT(said_, ElementsAre("full 0", "a"));
    EXPECT_EQ(boxes_->figures().wakes, 1U);
}

TEST_F(mailboxes_limits_test, tell_nothing_of_a_shard_that_closes_while_it_hears_of_room) {
    limit(1, no_limit);
    turn(0, [&] { send(0, 1, "a"); });
    turn(2, [&] { boxes_->send(2, 0, letter([this] { boxes_->close(0); })); });
    boxes_->empty(1);
    settle();
    EXPECT_THAT(said_, ElementsAre("full 0", "full 2", "a", "room 2"));
}

} // namespace
} // namespace socketiota::loop
