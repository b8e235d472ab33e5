// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include <postgres/notices.hpp>

namespace socketiota::postgres {
namespace {

using texts = std::vector<std::string>;

TEST(notices, leave_together_in_order) {
    notices all;
    EXPECT_TRUE(all.add({"a", "1", {}}));
    EXPECT_FALSE(all.add({"b", "1", {}}));
    EXPECT_FALSE(all.add({"a", R"({"x":"\u0000"})", {}}));
    EXPECT_EQ(statement_of(all.take()).values,
              (texts{R"({"a","b","a"})", R"({"1","1","{\"x\":\"\\u0000\"}"})"}));
    EXPECT_TRUE(all.take().empty());
    EXPECT_TRUE(all.add({"a", "1", {}}));
    EXPECT_EQ(statement_of(all.take()).values, (texts{"a", "1"}));
}

TEST(notices, are_not_twice_in_one_transaction) {
    notices all;
    for (char const* const payload : {"1", "2", "1", "1"})
        all.add({"a", payload, {}});
    EXPECT_EQ(all.take().size(), 2U);
    EXPECT_EQ(all.take().size(), 1U);
    EXPECT_EQ(all.take().size(), 1U);
    EXPECT_TRUE(all.take().empty());
}

TEST(notices, are_no_more_at_once_than_may) {
    notices all;
    for (int each = 0; each != 250; ++each)
        all.add({"a", std::to_string(each), {}});
    EXPECT_EQ(all.take().size(), 100U);
    EXPECT_EQ(all.take().size(), 100U);
    EXPECT_EQ(all.take().front().payload, "200");
}

} // namespace
} // namespace socketiota::postgres
