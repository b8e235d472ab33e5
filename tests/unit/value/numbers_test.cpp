// SPDX-License-Identifier: MIT
#include "json_support.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>

namespace socketiota {
namespace {

enum class color : std::uint8_t { red = 1, green = 2 };

TEST(codec_of_numbers, round_trips) {
    EXPECT_EQ(json_of(true), "true");
    EXPECT_EQ(decode_json<bool>("false").value(), false);
    EXPECT_EQ(json_of(std::int8_t{-128}), "-128");
    EXPECT_EQ(json_of(std::uint8_t{255}), "255");
    EXPECT_EQ(json_of(1.5F), "1.5");
    EXPECT_EQ(json_of(2.5L), "2.5");
    EXPECT_EQ(decode_json<float>("2.5").value(), 2.5F);
    EXPECT_EQ(decode_json<double>("3").value(), 3.0);
    EXPECT_EQ(decode_json<double>("18446744073709551615").value(), 18446744073709551616.0);
    EXPECT_EQ(decode_json<std::uint64_t>("18446744073709551615").value(),
              std::numeric_limits<std::uint64_t>::max());
    EXPECT_EQ(decode_json<std::int64_t>("-9223372036854775808").value(),
              std::numeric_limits<std::int64_t>::min());
}

template <class T>
void expect_limits(std::string const& below, std::string const& least, std::string const& most,
                   std::string const& above) {
    EXPECT_EQ(error_of<T>(below), error::number_out_of_range);
    EXPECT_EQ(decode_json<T>(least).value(), std::numeric_limits<T>::min());
    EXPECT_EQ(decode_json<T>(most).value(), std::numeric_limits<T>::max());
    EXPECT_EQ(error_of<T>(above), error::number_out_of_range);
}

TEST(codec_of_numbers, checks_ranges) {
    expect_limits<std::int8_t>("-129", "-128", "127", "128");
    expect_limits<std::uint8_t>("-1", "0", "255", "256");
    expect_limits<std::int16_t>("-32769", "-32768", "32767", "32768");
    expect_limits<std::uint16_t>("-1", "0", "65535", "65536");
    expect_limits<std::int32_t>("-2147483649", "-2147483648", "2147483647", "2147483648");
    expect_limits<std::uint32_t>("-1", "0", "4294967295", "4294967296");
    expect_limits<std::int64_t>("-9223372036854777856", "-9223372036854775808",
                                "9223372036854775807", "9223372036854775808");
    expect_limits<std::uint64_t>("-1", "0", "18446744073709551615", "18446744073709551616");
}

TEST(codec_of_numbers, takes_whole_numbers_in_each_spelling) {
    EXPECT_EQ(decode_json<int>("1e2").value(), 100);
    EXPECT_EQ(decode_json<int>("1.0").value(), 1);
    EXPECT_EQ(decode_json<unsigned>("-0").value(), 0U);
    EXPECT_EQ(decode_json<unsigned>("1200e-2").value(), 12U);
    EXPECT_EQ(error_of<int>("1.5"), error::arguments_do_not_fit);
    EXPECT_EQ(error_of<unsigned>("-0.5"), error::arguments_do_not_fit);
    EXPECT_EQ(error_of<int>("1e10"), error::number_out_of_range);
    EXPECT_EQ(error_of<int>("1e400"), error::number_out_of_range);
    EXPECT_EQ(error_of<std::int64_t>("9223372036854775808.0"), error::number_out_of_range);
    EXPECT_EQ(decode_json<std::int64_t>("-9223372036854775808.0").value(),
              std::numeric_limits<std::int64_t>::min());
    EXPECT_EQ(error_of<std::uint64_t>("1.8446744073709552e19"), error::number_out_of_range);
}

TEST(codec_of_numbers, converts_no_other_kinds) {
    for (std::string const text : {"\"1\"", "true", "null", "[]", "{}"}) {
        EXPECT_EQ(error_of<int>(text), error::arguments_do_not_fit) << text;
        EXPECT_EQ(error_of<unsigned>(text), error::arguments_do_not_fit) << text;
        EXPECT_EQ(error_of<double>(text), error::arguments_do_not_fit) << text;
    }
    EXPECT_EQ(error_of<bool>("1"), error::arguments_do_not_fit);
    EXPECT_EQ(error_of<bool>("null"), error::arguments_do_not_fit);
}

TEST(codec_of_numbers, sends_enumerations_as_numbers) {
    EXPECT_EQ(json_of(color::green), "2");
    EXPECT_EQ(decode_json<color>("1").value(), color::red);
    EXPECT_EQ(error_of<color>("256"), error::number_out_of_range);
    EXPECT_EQ(error_of<color>("\"red\""), error::arguments_do_not_fit);
}

TEST(codec_of_numbers, has_null) {
    EXPECT_EQ(json_of(nullptr), "null");
    EXPECT_EQ(json_of(std::monostate{}), "null");
    EXPECT_FALSE(error_of<std::nullptr_t>("null").failed());
    EXPECT_EQ(error_of<std::monostate>("0"), error::arguments_do_not_fit);
}

static_assert(!encodable<char> && !decodable<char>, "a character is no number: send a string");
static_assert(!encodable<wchar_t> && !encodable<char8_t> && !encodable<char32_t>);
static_assert(!encodable<std::byte> && !encodable<void*> && !encodable<int*>);

} // namespace
} // namespace socketiota
