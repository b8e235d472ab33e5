// SPDX-License-Identifier: MIT
#include "json_support.hpp"

#include <socketiota/codec.hpp>
#include <socketiota/value.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace socketiota {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::system_clock;
template <class Duration>
using time_of = std::chrono::time_point<system_clock, Duration>;
using time_in_ms = time_of<milliseconds>;

time_in_ms at(std::int64_t since_1970) { return time_in_ms(milliseconds(since_1970)); }

// `JSON.stringify(new Date(number))` of Node 20.
std::vector<std::pair<std::int64_t, std::string>> const dates{
    {0, "1970-01-01T00:00:00.000Z"},
    {-1, "1969-12-31T23:59:59.999Z"},
    {951782400000, "2000-02-29T00:00:00.000Z"},
    {951868799999, "2000-02-29T23:59:59.999Z"},
    {4107542400000, "2100-03-01T00:00:00.000Z"},
    {1769860800123, "2026-01-31T12:00:00.123Z"},
    {253402300799999, "9999-12-31T23:59:59.999Z"},
    {253402300800000, "+010000-01-01T00:00:00.000Z"},
    {-62167219200000, "0000-01-01T00:00:00.000Z"},
    {-62167219200001, "-000001-12-31T23:59:59.999Z"},
    {8640000000000000, "+275760-09-13T00:00:00.000Z"},
    {-8640000000000000, "-271821-04-20T00:00:00.000Z"},
};

TEST(codec_of_times, writes_and_reads_what_a_date_is) {
    for (auto const& [number, text] : dates) {
        std::string const json = '"' + text + '"';
        EXPECT_EQ(json_of(at(number)), json);
        EXPECT_EQ(decode_json<time_in_ms>(json).value(), at(number)) << text;
    }
}

TEST(codec_of_times, comes_back_for_every_day) {
    for (std::int64_t day = -100'000'000; day < 100'000'000; day += 997) {
        time_in_ms const time = at(day * 86'400'000 + (day & 0xFFFF));
        ASSERT_EQ(value(time).to<time_in_ms>().value(), time) << day;
    }
}

// In TypeScript it is what comes out of JSON.
static_assert(typescript_type<system_clock::time_point>::name == "string");

TEST(codec_of_times, rounds_down_to_milliseconds) {
    using std::chrono::nanoseconds;
    EXPECT_EQ(json_of(time_of<nanoseconds>(nanoseconds(1'999'999))),
              R"("1970-01-01T00:00:00.001Z")");
    EXPECT_EQ(json_of(time_of<nanoseconds>(nanoseconds(-1))), R"("1969-12-31T23:59:59.999Z")");
    EXPECT_EQ(json_of(time_of<std::chrono::hours>(std::chrono::hours(25))),
              R"("1970-01-02T01:00:00.000Z")");
}

TEST(codec_of_times, is_null_beyond_what_a_date_holds) {
    EXPECT_EQ(json_of(at(8640000000000001)), "null");
    EXPECT_EQ(json_of(at(-8640000000000001)), "null");
    EXPECT_EQ(json_of(time_of<seconds>(seconds::max())), "null");
    EXPECT_EQ(json_of(time_of<seconds>(seconds::min())), "null");
}

TEST(codec_of_times, takes_no_other_text) {
    for (char const* text : {"",
                             "2026-01-31",
                             "2026-01-31T12:00:00Z",
                             "2026-01-31T12:00:00.000",
                             "2026-01-31T12:00:00.00Z",
                             "2026-01-31T12:00:00.0000Z",
                             "2026-01-31t12:00:00.000Z",
                             "2026-01-31T12:00:00.000z",
                             "2026-01-31 12:00:00.000Z",
                             "2026-01-31T24:00:00.000Z",
                             "2026-01-31T12:60:00.000Z",
                             "2026-01-31T12:00:60.000Z",
                             "2026-02-29T12:00:00.000Z",
                             "2026-04-31T00:00:00.000Z",
                             "2026-13-01T00:00:00.000Z",
                             "2026-00-01T00:00:00.000Z",
                             "2026-01-00T00:00:00.000Z",
                             "-000000-01-01T00:00:00.000Z",
                             "+002026-01-31T12:00:00.000Z",
                             "+275760-09-13T00:00:00.001Z",
                             "-271821-04-19T23:59:59.999Z",
                             "+999999-12-31T23:59:59.999Z",
                             "2026-01-31T12:00:00.000+01:00",
                             " 2026-01-31T12:00:00.000Z",
                             "2026-01-31T12:00:00.000Z ",
                             "2O26-01-31T12:00:00.000Z"}) {
        auto const wrong = value(text).to<time_in_ms>();
        EXPECT_EQ(wrong.error(), error::arguments_do_not_fit) << text;
        EXPECT_EQ(wrong.error().message(), "the value is a string, expected a time like "
                                           "2026-01-31T12:00:00.000Z");
    }
    EXPECT_EQ(value(0).to<time_in_ms>().error().message(),
              "the value is a whole number, expected a string");
}

TEST(codec_of_times, refuses_what_the_duration_does_not_hold) {
    using nanoseconds = time_of<std::chrono::nanoseconds>;
    value const near = value("2262-04-11T23:47:16.854Z");
    EXPECT_EQ(json_of(near.to<nanoseconds>().value()), near.to_json());
    EXPECT_EQ(value("2262-04-11T23:47:17.000Z").to<nanoseconds>().error(),
              error::number_out_of_range);
    EXPECT_EQ(value("1677-09-21T00:12:43.000Z").to<nanoseconds>().error(),
              error::number_out_of_range);
    EXPECT_EQ(value("+275760-09-13T00:00:00.000Z").to<nanoseconds>().error(),
              error::number_out_of_range);
}

} // namespace
} // namespace socketiota
