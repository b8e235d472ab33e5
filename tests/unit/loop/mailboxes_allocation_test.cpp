// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <exception>
#include <memory>
#include <new>
#include <utility>
#include <vector>

#include <loop/mailboxes.hpp>
#include <support/failing_heap.hpp>
#include <support/manual_shard.hpp>

namespace socketiota::loop {
namespace {

namespace heap = test::failing_heap;

struct counting_owner final : mailbox_owner {
    void on_full(std::size_t) noexcept override { ++full; }

    void on_room(std::size_t) noexcept override { ++room; }

    void on_thrown(std::size_t, std::exception_ptr) noexcept override { ++thrown; }

    int full = 0;
    int room = 0;
    int thrown = 0;
};

class mailboxes_allocation_test : public testing::Test {
protected:
    void poll(test::manual_shard& which) {
        which.context().restart();
        which.context().poll();
    }

    test::manual_shard one_;
    test::manual_shard two_;
    counting_owner owner_;
    std::shared_ptr<mailboxes> boxes_ =
        mailboxes::among(std::array{one_.shared(), two_.shared()}, {2, 1000}, owner_);
};

TEST_F(mailboxes_allocation_test, sends_wakes_and_empties_without_memory) {
    std::size_t ran = 0;
    std::vector<letter> made;
    for (int each = 0; each != 4; ++each)
        made.emplace_back([&ran] { ++ran; });
    {
        heap::counting const counted;
        heap::fail(1, 1'000'000);
        for (std::size_t const turn : {0U, 2U}) {
            {
                shard::turn const until_sent(one_.shard());
                boxes_->send(0, 1, std::move(made[turn]));
                boxes_->send(0, 1, std::move(made[turn + 1]));
            }
            poll(two_);
            poll(one_);
        }
        EXPECT_EQ(heap::counted(), 0U);
        heap::fail(0);
    }
    EXPECT_EQ(ran, 4U);
    EXPECT_EQ(owner_.full, 2);
    EXPECT_EQ(owner_.room, 2);
    EXPECT_EQ(boxes_->figures().wakes, 4U);
}

TEST_F(mailboxes_allocation_test, makes_a_letter_with_one_allocation_or_none) {
    auto const counted = std::make_shared<int>();
    heap::counting const counting;
    heap::fail(0);
    static_cast<void>(letter([counted] {}));
    EXPECT_EQ(heap::counted(), 1U);
    heap::fail(1);
    EXPECT_THROW(static_cast<void>(letter([counted] {})), std::bad_alloc);
    heap::fail(0);
    EXPECT_EQ(counted.use_count(), 1);
}

TEST_F(mailboxes_allocation_test, goes_on_when_a_letter_has_no_memory) {
    std::size_t ran = 0;
    boxes_->send(0, 1, letter([] { throw std::bad_alloc(); }));
    boxes_->send(0, 1, letter([&ran] { ++ran; }));
    one_.settle();
    two_.settle();
    EXPECT_EQ(ran, 1U);
    EXPECT_EQ(owner_.thrown, 1);
}

} // namespace
} // namespace socketiota::loop
