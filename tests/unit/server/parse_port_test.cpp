// SPDX-License-Identifier: MIT
#include <socketiota/parse_port.hpp>

#include <boost/system/system_error.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace socketiota {
namespace {

using testing::HasSubstr;

std::string complaint_about(std::string_view text) {
    try {
        return "none, it is " + std::to_string(parse_port(text));
    } catch (boost::system::system_error const& refused) {
        EXPECT_EQ(refused.code(), error::invalid_option);
        return refused.what();
    }
}

TEST(parse_port, takes_decimal_digits) {
    EXPECT_EQ(parse_port("0"), 0);
    EXPECT_EQ(parse_port("3000"), 3000);
    EXPECT_EQ(parse_port("65535"), 65535);
    EXPECT_EQ(parse_port("000080"), 80);
}

TEST(parse_port, says_what_is_wrong) {
    EXPECT_THAT(complaint_about(""), HasSubstr("\"\" is no port: it is empty"));
    EXPECT_THAT(complaint_about("65536"), HasSubstr("\"65536\" is no port: it is more than 65535"));
    EXPECT_THAT(complaint_about("99999999999999999999"), HasSubstr("more than 65535"));
    for (char const* const text : {"http", "-1", "+1", " 1", "1 ", "1.5", "0x50", "80a", "1e3"})
        EXPECT_THAT(complaint_about(text), HasSubstr("whole number in decimal digits")) << text;
}

TEST(parse_port, quotes_what_can_be_quoted) {
    EXPECT_THAT(complaint_about("a\nb"), HasSubstr("\"a?b\" is no port"));
    EXPECT_THAT(complaint_about(std::string(1000, 'x')),
                HasSubstr('"' + std::string(32, 'x') + "...\" is no port"));
}

TEST(parse_port, tells_it_in_an_error_code) {
    error_code failure;
    EXPECT_EQ(parse_port("65536", failure), 0);
    EXPECT_EQ(failure, error::invalid_option);
    EXPECT_EQ(parse_port("80", failure), 80);
    EXPECT_FALSE(failure);
}

} // namespace
} // namespace socketiota
