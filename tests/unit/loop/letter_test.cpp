// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

#include <loop/letter.hpp>

namespace socketiota::loop {
namespace {

using testing::ElementsAre;

class letters_test : public testing::Test {
protected:
    letter says(int number) {
        return letter([this, number, kept = std::make_unique<int>(number)] {
            EXPECT_EQ(*kept, number);
            said_.push_back(number);
        });
    }

    std::vector<int> run(letters all) {
        said_.clear();
        while (!all.empty())
            all.take_first().run();
        return said_;
    }

    std::vector<int> said_;
};

TEST_F(letters_test, keep_their_order_whatever_is_appended_to_what) {
    letters one;
    one.append(letters());
    EXPECT_TRUE(one.empty());
    one.add(says(1));
    one.add(says(2));
    letters two;
    two.append(one.take());
    EXPECT_TRUE(one.empty());
    one.add(says(3));
    two.append(one.take());
    two.append(letters());
    two.take_first().run();
    two.add(says(4));
    EXPECT_EQ(two.count(), 3U);
    EXPECT_THAT(run(two.take()), ElementsAre(2, 3, 4));
    EXPECT_TRUE(two.empty());
    two.add(says(5));
    EXPECT_THAT(run(two.take()), ElementsAre(5));
}

TEST_F(letters_test, count_the_octets_they_hold) {
    std::array<std::byte, 300> const large{};
    letter const small([] {});
    letter const inside([large] { static_cast<void>(large); });
    letter outside([] {}, 1000);
    EXPECT_GE(inside.octets(), small.octets() + 290);
    EXPECT_EQ(outside.octets(), small.octets() + 1000);
    letters all;
    all.add(std::move(outside));
    all.add(letter([] {}));
    EXPECT_EQ(all.octets(), 2 * small.octets() + 1000);
    letters more;
    more.append(all.take());
    EXPECT_EQ(all.octets(), 0U);
    static_cast<void>(more.take_first());
    EXPECT_EQ(more.octets(), small.octets());
    EXPECT_EQ(more.count(), 1U);
}

TEST_F(letters_test, destroy_more_than_a_stack_is_deep) {
    auto const counted = std::make_shared<int>();
    {
        letters many;
        for (int each = 0; each != 300'000; ++each)
            many.add(letter([counted] {}));
        EXPECT_EQ(counted.use_count(), 300'001);
    }
    EXPECT_EQ(counted.use_count(), 1);
}

} // namespace
} // namespace socketiota::loop
