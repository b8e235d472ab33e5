// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include <base/outbox.hpp>
#include <base/outgoing_pool.hpp>

namespace socketiota::base {
namespace {

TEST(outgoing, holds_a_copy_of_the_text_and_counts_all_octets) {
    outgoing_pool pool;
    std::string text = "451-[\"picture\",{\"_placeholder\":true,\"num\":0}]";
    outgoing_ptr const unit = pool.make(text, {bytes{std::string_view("12345")}});
    std::size_t const text_size = text.size();
    text.assign(text.size(), 'x');
    EXPECT_EQ(unit->text(), "451-[\"picture\",{\"_placeholder\":true,\"num\":0}]");
    EXPECT_EQ(unit->attachments().size(), 1U);
    EXPECT_EQ(unit->size(), text_size + 5);
}

TEST(outgoing, has_room_for_a_frame_header_right_before_the_text) {
    outgoing_pool pool;
    outgoing_ptr const unit = pool.make("42[\"a\"]");
    for (std::size_t index = 1; index <= frame_headroom; ++index)
        *(unit->text_begin() - index) = '\x7f';
    EXPECT_EQ(unit->text(), "42[\"a\"]");
    EXPECT_EQ(unit->size(), 7U);
}

TEST(outgoing_pool, counts_the_living_and_reuses_their_memory) {
    outgoing_pool pool;
    outgoing const* address = nullptr;
    {
        outgoing_ptr const first = pool.make("small");
        outgoing_ptr const again = first;
        address = first.get();
        EXPECT_EQ(pool.alive(), 1U);
    }
    EXPECT_EQ(pool.alive(), 0U);
    outgoing_ptr const second = pool.make("other");
    EXPECT_EQ(second.get(), address);
}

TEST(outgoing_pool, makes_a_binary_of_which_nothing_reaches_the_next) {
    outgoing_pool pool;
    unit_extras const* memory = nullptr;
    {
        outgoing_ptr const first = pool.make_binary("12345");
        EXPECT_EQ(first->text(), "");
        ASSERT_EQ(first->attachments().size(), 1U);
        EXPECT_EQ(first->attachments()[0].as_text(), "12345");
        EXPECT_EQ(first->size(), 5U);
        memory = first->binary();
        first->binary()->frame_headers.resize(1);
    }
    outgoing_ptr const next = pool.make_binary("6");
    EXPECT_EQ(next->binary(), memory) << "kept for it";
    EXPECT_EQ(next->attachments().size(), 1U);
    EXPECT_EQ(next->attachments()[0].as_text(), "6");
    EXPECT_TRUE(next->binary()->frame_headers.empty());
}

TEST(outgoing_pool, keeps_no_encodings) {
    outgoing_pool pool;
    constexpr encoding_key key{.form = 1};
    EXPECT_EQ(pool.make_binary("1")->encoding(key, [] { return std::string("of the first"); }),
              "of the first");
    outgoing_ptr const next = pool.make_binary("2");
    EXPECT_EQ(next->encoding(key, [] { return std::string("of the next"); }), "of the next");
}

TEST(outgoing_pool, makes_large_units_too) {
    outgoing_pool pool;
    std::string const text(1'000'000, 'a');
    EXPECT_EQ(pool.make(text)->text(), text);
    EXPECT_EQ(pool.alive(), 0U);
}

TEST(outbox, counts_and_keeps_order) {
    outgoing_pool pool;
    outbox waiting(1'000'000);
    waiting.push(pool.make("one"));
    waiting.push(pool.make("two"));
    waiting.push(pool.make("three"));
    EXPECT_EQ(waiting.size(), 11U);
    waiting.pop(2);
    ASSERT_EQ(waiting.units().size(), 1U);
    EXPECT_EQ(waiting.units().front()->text(), "three");
    EXPECT_EQ(waiting.size(), 5U);
    EXPECT_EQ(pool.alive(), 1U);
    waiting.clear();
    EXPECT_TRUE(waiting.empty());
    EXPECT_EQ(waiting.size(), 0U);
    EXPECT_EQ(pool.alive(), 0U);
}

} // namespace
} // namespace socketiota::base
