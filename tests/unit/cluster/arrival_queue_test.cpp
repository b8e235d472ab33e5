// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <cluster/arrival_queue.hpp>

namespace socketiota::cluster {
namespace {

TEST(arrival_queue, gives_what_is_here_at_once) {
    arrival_queue queue({});
    EXPECT_TRUE(queue.push("one"));
    EXPECT_TRUE(queue.push("two"));
    EXPECT_EQ(queue.pop(), "one");
    EXPECT_EQ(queue.pop(), "two");
    EXPECT_EQ(queue.pop(), std::nullopt);
    EXPECT_TRUE(queue.empty());
}

TEST(arrival_queue, keeps_order_whatever_is_fetched_first) {
    arrival_queue queue({});
    EXPECT_TRUE(queue.push_wanted("1"));
    EXPECT_TRUE(queue.push("behind"));
    EXPECT_TRUE(queue.push_wanted("2"));
    auto const first = queue.next_to_fetch();
    auto const second = queue.next_to_fetch();
    ASSERT_TRUE(first && second);
    EXPECT_EQ(first->id, "1");
    EXPECT_EQ(second->id, "2");
    EXPECT_FALSE(queue.next_to_fetch());
    queue.on_fetched(second->ticket, "two");
    EXPECT_EQ(queue.pop(), std::nullopt);
    queue.on_fetched(first->ticket, "one");
    EXPECT_EQ(queue.pop(), "one");
    EXPECT_EQ(queue.pop(), "behind");
    EXPECT_EQ(queue.pop(), "two");
    EXPECT_TRUE(queue.empty());
}

TEST(arrival_queue, leaves_out_what_is_lost) {
    arrival_queue queue({});
    EXPECT_TRUE(queue.push_wanted("1"));
    EXPECT_TRUE(queue.push("behind"));
    auto const only = queue.next_to_fetch();
    ASSERT_TRUE(only);
    queue.on_fetched(only->ticket, std::nullopt);
    queue.on_fetched(only->ticket, "twice");
    EXPECT_EQ(queue.pop(), "behind");
    EXPECT_TRUE(queue.empty());
    queue.on_fetched(only->ticket, "late");
    EXPECT_TRUE(queue.empty());
}

TEST(arrival_queue, bounds_messages_and_octets) {
    arrival_queue queue({.messages = 2, .octets = 8, .fetches = 1});
    EXPECT_FALSE(queue.push("123456789"));
    EXPECT_TRUE(queue.push("12345678"));
    EXPECT_FALSE(queue.push("1"));
    EXPECT_EQ(queue.pop(), "12345678");
    EXPECT_TRUE(queue.push("1"));
    EXPECT_TRUE(queue.push("2"));
    EXPECT_FALSE(queue.push("3"));
}

TEST(arrival_queue, fetches_no_more_than_it_may_hold) {
    arrival_queue queue({.messages = 10, .octets = 100, .fetches = 2});
    for (char const* const each : {"1", "2", "3"})
        EXPECT_TRUE(queue.push_wanted(each));
    auto const first = queue.next_to_fetch();
    auto const second = queue.next_to_fetch();
    ASSERT_TRUE(first && second);
    EXPECT_FALSE(queue.next_to_fetch());
    queue.on_fetched(second->ticket, "waits for the first");
    EXPECT_FALSE(queue.next_to_fetch());
    queue.on_fetched(first->ticket, std::nullopt);
    EXPECT_TRUE(queue.next_to_fetch());
    EXPECT_EQ(queue.pop(), "waits for the first");
}

} // namespace
} // namespace socketiota::cluster
