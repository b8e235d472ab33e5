// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <string>

#include <cluster/base64.hpp>

namespace socketiota::cluster {
namespace {

std::string packed(std::string_view octets) {
    base::output_buffer buffer;
    append_base64(buffer, octets);
    return std::string(buffer.view());
}

TEST(base64, is_what_the_rfc_says) { // RFC 4648 section 10
    EXPECT_EQ(packed(""), "");
    EXPECT_EQ(packed("f"), "Zg==");
    EXPECT_EQ(packed("fo"), "Zm8=");
    EXPECT_EQ(packed("foo"), "Zm9v");
    EXPECT_EQ(packed("foob"), "Zm9vYg==");
    EXPECT_EQ(packed("fooba"), "Zm9vYmE=");
    EXPECT_EQ(packed("foobar"), "Zm9vYmFy");
    EXPECT_EQ(packed("\xFB\xFF\xFE"), "+//+");
}

TEST(base64, comes_back) {
    std::string all;
    for (int octet = 0; octet != 256; ++octet) {
        all += static_cast<char>(octet);
        std::string back;
        ASSERT_TRUE(unpack_base64(packed(all), back));
        EXPECT_EQ(back, all);
    }
}

TEST(base64, is_taken_as_node_takes_it) {
    std::string back;
    EXPECT_TRUE(unpack_base64("Zm9vYg", back));
    EXPECT_EQ(back, "foob");
    EXPECT_TRUE(unpack_base64("-__-", back));
    EXPECT_EQ(back, "\xFB\xFF\xFE");
    EXPECT_TRUE(unpack_base64("", back));
    EXPECT_EQ(back, "");
}

TEST(base64, refuses_the_rest) {
    std::string back;
    EXPECT_FALSE(unpack_base64("Z", back));
    EXPECT_FALSE(unpack_base64("Zm9vY", back));
    EXPECT_FALSE(unpack_base64("Zm 9v", back));
    EXPECT_FALSE(unpack_base64("Zg===", back));
    EXPECT_FALSE(unpack_base64("=", back) && !back.empty());
}

} // namespace
} // namespace socketiota::cluster
