// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <string>

#include <base/percent_decoded.hpp>

namespace socketiota::base {
namespace {

TEST(percent_decoded, stands_for_octets) {
    EXPECT_EQ(percent_decoded(""), "");
    EXPECT_EQ(percent_decoded("a+b"), "a+b");
    EXPECT_EQ(percent_decoded("p%40%2f%2F%25%00x"), std::string("p@//%\0x", 7));
    EXPECT_EQ(percent_decoded("%C3%A4"), "\xC3\xA4");
}

TEST(percent_decoded, wants_two_digits) {
    for (auto const text : {"%", "%4", "a%", "%4x", "%x4", "%%40", "%-1", "% 1"})
        EXPECT_EQ(percent_decoded(text), std::nullopt) << text;
}

} // namespace
} // namespace socketiota::base
