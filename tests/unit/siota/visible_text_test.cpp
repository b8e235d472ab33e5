// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <visible_text.hpp>

namespace siota {
namespace {

TEST(visible_text, keeps_what_can_be_seen) {
    EXPECT_EQ(visible_text("a zw\xc3\xb6lf \xf0\x9f\x98\x80"), "a zw\xc3\xb6lf \xf0\x9f\x98\x80");
}

TEST(visible_text, escapes_what_acts) {
    EXPECT_EQ(visible_text("\x1b[2J\n\x7f"), "\\u001b[2J\\u000a\\u007f");
    EXPECT_EQ(visible_text("\xc2\x9b"
                           "2J"),
              "\\u009b2J");
    EXPECT_EQ(visible_text("\xe2\x80\xae"), "\\u202e"); // right to left
    EXPECT_EQ(visible_text("\xed\xa0\x80"), "\\ud800");
}

TEST(visible_text, escapes_what_is_no_utf8) {
    EXPECT_EQ(visible_text("\xff"
                           "a\xc3"),
              "\\xffa\\xc3");
    EXPECT_EQ(visible_text("\xc0\x9b"), "\\xc0\\x9b");
    EXPECT_EQ(visible_text("\xf5\x80\x80\x80"), "\\xf5\\x80\\x80\\x80");
}

} // namespace
} // namespace siota
