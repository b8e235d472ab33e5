// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>
#include <string_view>

#include <value/json_number.hpp>

namespace socketiota {
namespace {

json_number read(std::string const& text) {
    char const* at = text.data();
    json_number const number = read_json_number(at, text.data() + text.size());
    EXPECT_EQ(at, text.data() + text.size());
    return number;
}

TEST(read_json_number, keeps_every_digit_that_64_bits_hold) {
    EXPECT_EQ(read("0").integer, 0);
    EXPECT_EQ(read("-1").integer, -1);
    EXPECT_EQ(read("9007199254740993").integer, 9007199254740993);
    EXPECT_EQ(read("9223372036854775807").integer, std::numeric_limits<std::int64_t>::max());
    EXPECT_EQ(read("-9223372036854775808").integer, std::numeric_limits<std::int64_t>::min());
    EXPECT_EQ(read("9223372036854775808").kind, value_kind::unsigned_integer);
    EXPECT_EQ(read("9223372036854775808").unsigned_integer, 9223372036854775808U);
    EXPECT_EQ(read("18446744073709551615").unsigned_integer,
              std::numeric_limits<std::uint64_t>::max());
}

TEST(read_json_number, makes_larger_numbers_doubles) {
    for (std::string const text :
         {"18446744073709551616", "-9223372036854775809", "99999999999999999999",
          "100000000000000000000", "123456789012345678901234567890"}) {
        EXPECT_EQ(read(text).kind, value_kind::floating) << text;
        EXPECT_EQ(read(text).floating, std::stod(text));
    }
}

TEST(read_json_number, takes_fractions_and_exponents_for_doubles) {
    for (std::string const text : {"1.0", "1e2", "1E+2", "0.5", "-0.0", "1e-5"}) {
        EXPECT_EQ(read(text).kind, value_kind::floating) << text;
        EXPECT_EQ(read(text).floating, std::stod(text));
    }
}

TEST(read_json_number, has_negative_zero) {
    EXPECT_EQ(read("-0").kind, value_kind::floating);
    EXPECT_TRUE(std::signbit(read("-0").floating));
    EXPECT_TRUE(std::signbit(read("-0e5").floating));
    EXPECT_TRUE(std::signbit(read("-1e-400").floating));
}

TEST(read_json_number, overflows_to_infinity_and_underflows_to_zero) {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    std::string const zeros(400, '0');
    EXPECT_EQ(read("1e400").floating, infinity);
    EXPECT_EQ(read("-1e400").floating, -infinity);
    EXPECT_EQ(read("1" + zeros).floating, infinity);
    EXPECT_EQ(read("1e99999999999999999999").floating, infinity);
    EXPECT_EQ(read("0.0001e99999999999999999999").floating, infinity);
    EXPECT_EQ(read("1" + zeros + "e-20").floating, infinity);
    EXPECT_EQ(read("1e-400").floating, 0.0);
    EXPECT_EQ(read("0." + zeros + "1").floating, 0.0);
    EXPECT_EQ(read("1e-99999999999999999999").floating, 0.0);
    EXPECT_EQ(read("0e99999999999999999999").floating, 0.0);
    EXPECT_EQ(read("1" + zeros + "e-800").floating, 0.0);
    EXPECT_EQ(read("1" + zeros + "e-400").floating, 1.0);
    EXPECT_EQ(read("0." + zeros + "1e401").floating, 1.0);
}

TEST(read_json_number, stops_where_the_number_ends) {
    for (std::string_view const behind : {",", "]", "}", " "}) {
        std::string const text = "12" + std::string(behind);
        char const* at = text.data();
        EXPECT_EQ(read_json_number(at, text.data() + text.size()).integer, 12);
        EXPECT_EQ(at, text.data() + 2);
    }
}

TEST(print_json_number, prints_all_digits_of_whole_numbers) {
    auto const print = [](auto number) {
        char text[max_number_length];
        return std::string(text, print_json_number(text, number));
    };
    EXPECT_EQ(print(std::numeric_limits<std::int64_t>::min()), "-9223372036854775808");
    EXPECT_EQ(print(std::numeric_limits<std::uint64_t>::max()), "18446744073709551615");
    EXPECT_EQ(print(1e21), "1e+21");
    EXPECT_EQ(print(1e-7), "1e-7");
    EXPECT_EQ(print(-0.0), "0");
    EXPECT_EQ(print(-2.2250738585072014e-308), "-2.2250738585072014e-308");
    EXPECT_EQ(print(-0.0000012345678901234567).size(), max_number_length);
}

} // namespace
} // namespace socketiota
