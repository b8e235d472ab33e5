// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <loop/address_text.hpp>

namespace socketiota::loop {
namespace {

std::string again(char const* text) { return address_text(boost::asio::ip::make_address(text)); }

TEST(address_text, is_the_usual_text_of_either_family) {
    for (char const* const each : {"0.0.0.0", "127.0.0.1", "9.10.99.100", "255.255.255.255", "::1",
                                   "2001:db8::8:800:200c:417a", "::"})
        EXPECT_EQ(again(each), each);
}

TEST(address_text, hides_that_a_listener_is_for_both_families) {
    EXPECT_EQ(again("::ffff:192.0.2.1"), "192.0.2.1");
    EXPECT_EQ(again("::ffff:0.0.0.0"), "0.0.0.0");
    // What is no IPv4 address stays what it is.
    EXPECT_EQ(again("::fffe:c000:201"), "::fffe:c000:201");
}

} // namespace
} // namespace socketiota::loop
