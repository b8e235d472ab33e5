// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <string>

#include <base/outbox.hpp>
#include <base/outgoing_pool.hpp>

namespace socketiota::base {
namespace {

using namespace std::chrono_literals;

TEST(outbox_test, counts_what_is_held_and_not_only_what_is_sent) {
    outgoing_pool pool;
    outbox box(1'000'000);
    box.push(pool.make(""));
    EXPECT_EQ(box.size(), 0U);
    std::size_t const least = box.held();
    EXPECT_GE(least, outgoing::small_text + sizeof(outgoing)) << "its block, and its place";
    box.push(pool.make("four"));
    EXPECT_EQ(box.size(), 4U);
    EXPECT_EQ(box.held(), 2 * least) << "a small text lies in the block";
    box.push(pool.make(std::string(10'000, '.')));
    EXPECT_GE(box.held(), 2 * least + 10'000);
    box.pop(1);
    box.push(pool.make("", {bytes(std::string_view("12345"))}));
    EXPECT_GE(box.held(), 2 * least + 10'000 + sizeof(bytes) + 5);
    *box.elsewhere_counter() += 7;
    EXPECT_EQ(box.size(), 10'004U + 5 + 7);
    box.pop(3);
    EXPECT_EQ(box.held(), 7U);
    *box.elsewhere_counter() -= 7;
    EXPECT_EQ(box.size(), 0U);
}

TEST(outbox_test, accepts_one_turn_over_its_limit_and_then_nothing_more) {
    outgoing_pool pool;
    outbox box(10'000);
    auto const push = [&](std::size_t size) { box.push(pool.make(std::string(size, '.'))); };
    push(9'000);
    EXPECT_TRUE(box.accepts());
    EXPECT_FALSE(box.over_limit());
    push(5'000);
    push(5'000); // in the same turn
    EXPECT_TRUE(box.over_limit());
    EXPECT_TRUE(box.accepts());
    EXPECT_TRUE(box.accepts());
    push(1);
    EXPECT_TRUE(box.accepts()) << "a ping must not be what ends it";
    push(outbox::slack);
    EXPECT_FALSE(box.accepts());
    EXPECT_TRUE(box.accepts(9'000)) << "nearly all of the first is out";
    box.pop(1);
    EXPECT_TRUE(box.accepts()) << "still over the limit, but not more than at first";
    box.pop(4);
    push(20'000);
    EXPECT_TRUE(box.accepts()) << "it was within the limit meanwhile";
}

TEST(outbox_test, expects_a_peer_over_its_limit_to_take_something) {
    outgoing_pool pool;
    outbox box(10'000);
    time_point const start{};
    for (int unit = 0; unit < 5; ++unit)
        box.push(pool.make(std::string(progress::least, '.')));
    EXPECT_TRUE(box.accepts());
    EXPECT_TRUE(box.moves(start)) << "the first look";
    EXPECT_TRUE(box.moves(start + progress::patience - 1ms));
    box.pop(1);
    EXPECT_TRUE(box.moves(start + progress::patience));
    EXPECT_FALSE(box.moves(start + 2 * progress::patience));
    box.clear();
    EXPECT_TRUE(box.moves(start + 3 * progress::patience)) << "within its limit it may wait";
    box.push(pool.make("x"));
    EXPECT_TRUE(box.moves(start + 9 * progress::patience));
}

} // namespace
} // namespace socketiota::base
