// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <chrono>

#include <wire/http_date.hpp>

namespace socketiota::wire {
namespace {

using namespace std::chrono_literals;

// What Node's toUTCString says.
TEST(http_date, is_written_as_http_does) {
    EXPECT_EQ(http_date(0s), "Thu, 01 Jan 1970 00:00:00 GMT");
    EXPECT_EQ(http_date(784'111'777s), "Sun, 06 Nov 1994 08:49:37 GMT");
    EXPECT_EQ(http_date(951'782'399s), "Mon, 28 Feb 2000 23:59:59 GMT");
    EXPECT_EQ(http_date(951'782'400s), "Tue, 29 Feb 2000 00:00:00 GMT");
    EXPECT_EQ(http_date(253'402'300'799s), "Fri, 31 Dec 9999 23:59:59 GMT");
}

TEST(http_date, may_be_before_1970) {
    EXPECT_EQ(http_date(-1s), "Wed, 31 Dec 1969 23:59:59 GMT");
    EXPECT_EQ(http_date(-11'644'473'600s), "Mon, 01 Jan 1601 00:00:00 GMT");
    EXPECT_EQ(http_date(-30'610'224'001s), "Tue, 31 Dec 0999 23:59:59 GMT");
}

} // namespace
} // namespace socketiota::wire
