// SPDX-License-Identifier: MIT
#include <socketiota/codec.hpp>
#include <socketiota/raw.hpp>
#include <socketiota/value.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <cmath>
#include <cstdint>
#include <fstream>
#include <limits>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include <base/output_buffer.hpp>
#include <value/msgpack_reader.hpp>
#include <value/msgpack_validate.hpp>
#include <value/msgpack_writer.hpp>

namespace socketiota {
namespace {

using namespace std::string_literals;

std::string octets_of_hex(std::string_view digits) {
    std::string octets;
    for (std::size_t at = 0; at + 1 < digits.size(); at += 2)
        octets += static_cast<char>(std::stoi(std::string(digits.substr(at, 2)), nullptr, 16));
    return octets;
}

std::string hex(std::string_view octets) {
    std::string digits;
    for (char const each : octets) {
        auto const octet = static_cast<unsigned char>(each);
        digits += "0123456789abcdef"[octet >> 4];
        digits += "0123456789abcdef"[octet & 15];
    }
    return digits;
}

bool is_valid(std::string_view digits, std::size_t depth = 8) {
    return is_valid_msgpack(octets_of_hex(digits), depth);
}

template <class T>
std::string written(T const& from) {
    base::output_buffer octets;
    msgpack_writer to(octets);
    encode(to, from);
    return to.failed() ? to.error().message() : hex(octets.view());
}

template <class T>
error_code read(std::string_view digits, T& into) {
    std::string const octets = octets_of_hex(digits);
    EXPECT_TRUE(is_valid_msgpack(octets, 512)) << digits;
    msgpack_reader from(octets);
    static_cast<void>(decode(from, into));
    return from.error();
}

struct vector {
    std::string name;
    std::string octets;
    std::string json;
    std::string back;
};

std::vector<vector> vectors() {
    std::ifstream file(std::string(VALUE_VECTORS) + "/msgpack_vectors.txt");
    std::vector<vector> all;
    for (std::string line; std::getline(file, line);) {
        if (line.starts_with('#'))
            continue;
        std::istringstream columns(line);
        vector each;
        std::getline(columns, each.name, '\t');
        std::getline(columns, each.octets, '\t');
        std::getline(columns, each.json, '\t');
        std::getline(columns, each.back, '\t');
        if (each.back.empty())
            each.back = each.octets;
        all.push_back(each);
    }
    return all;
}

TEST(msgpack, is_read_and_written_as_notepack_does) {
    auto const all = vectors();
    ASSERT_GT(all.size(), 70U);
    for (vector const& each : all) {
        value decoded;
        EXPECT_FALSE(read(each.octets, decoded).failed()) << each.name;
        auto const expected = value::parse(each.json);
        ASSERT_TRUE(expected) << each.name;
        EXPECT_EQ(decoded.to_json(), expected->to_json()) << each.name;
        EXPECT_EQ(written(decoded), each.back) << each.name;
    }
}

TEST(msgpack, announces_sizes_in_the_shortest_form) {
    EXPECT_EQ(written(std::string(255, 'x')).substr(0, 6), "d9ff78");
    EXPECT_EQ(written(std::string(256, 'x')).substr(0, 8), "da010078");
    EXPECT_EQ(written(std::string(0x10000, 'x')).substr(0, 12), "db0001000078");
    EXPECT_EQ(written(bytes(std::string(255, 'x'))).substr(0, 6), "c4ff78");
    EXPECT_EQ(written(bytes(std::string(256, 'x'))).substr(0, 8), "c5010078");
    EXPECT_EQ(written(bytes(std::string(0x10000, 'x'))).substr(0, 12), "c60001000078");
    EXPECT_EQ(written(std::vector<bool>(0xFFFF, true)).substr(0, 8), "dcffffc3");
    EXPECT_EQ(written(std::vector<bool>(0x10000, true)).substr(0, 12), "dd00010000c3");
}

TEST(msgpack, keeps_all_digits_of_whole_numbers) {
    EXPECT_EQ(written(std::numeric_limits<std::uint64_t>::max()), "cfffffffffffffffff");
    EXPECT_EQ(written(std::numeric_limits<std::int64_t>::min()), "d38000000000000000");
    EXPECT_EQ(written(1e20), "cb4415af1d78b58c40");
    EXPECT_EQ(written(-1e19), "cbc3e158e460913d00");
    std::uint64_t large = 0;
    EXPECT_FALSE(read("cfffffffffffffffff", large).failed());
    EXPECT_EQ(large, std::numeric_limits<std::uint64_t>::max());
    std::int64_t narrow = 0;
    EXPECT_EQ(read("cfffffffffffffffff", narrow), error::number_out_of_range);
    EXPECT_FALSE(read("cb4000000000000000", narrow).failed());
    EXPECT_EQ(narrow, 2);
    EXPECT_EQ(read("cb3ff8000000000000", narrow), error::arguments_do_not_fit);
    double not_a_number = 0;
    EXPECT_FALSE(read("cb7ff8000000000000", not_a_number).failed());
    EXPECT_TRUE(std::isnan(not_a_number));
}

TEST(msgpack, replaces_what_is_no_text) {
    EXPECT_EQ(written(std::string_view("a\xff")), "a4"
                                                  "61efbfbd");
    EXPECT_EQ(written(std::string_view("\xed\xa0\x80")), "a3efbfbd");
    EXPECT_TRUE(is_valid("a161"));
    EXPECT_FALSE(is_valid("a1ff"));
    EXPECT_FALSE(is_valid("a3eda080")) << "a browser's decoder makes half a pair of it";
}

TEST(msgpack, reads_times_as_json_has_them) {
    using time_point = std::chrono::system_clock::time_point;
    time_point at;
    EXPECT_FALSE(read("d7000000018bcfe5687b", at).failed());
    EXPECT_EQ(at.time_since_epoch(), std::chrono::milliseconds(1700000000123));
    std::string text;
    EXPECT_FALSE(read("d7000000018bcfe5687b", text).failed());
    EXPECT_EQ(text, "2023-11-14T22:13:20.123Z");
}

TEST(msgpack, takes_undefined_for_what_json_makes_of_it) {
    value map;
    EXPECT_FALSE(read("83a161d40000a16201a163d40000", map).failed());
    EXPECT_EQ(map.to_json(), R"({"b":1})");
    std::vector<std::optional<int>> list;
    EXPECT_FALSE(read("9301d40000c0", list).failed());
    EXPECT_EQ(list, (std::vector<std::optional<int>>{1, std::nullopt, std::nullopt}));
}

TEST(msgpack, gives_binary_where_it_stands) {
    std::string const octets = octets_of_hex("92c403010203c702000405");
    msgpack_reader from(octets);
    std::span<std::byte const> view;
    bytes copy;
    ASSERT_TRUE(from.enter_array() && from.next_element() && from.read_bytes(view));
    EXPECT_EQ(static_cast<void const*>(view.data()), octets.data() + 3);
    ASSERT_TRUE(from.next_element() && from.read_bytes(copy));
    EXPECT_EQ(copy.as_text(), "\x04\x05");
    EXPECT_FALSE(from.next_element());
    EXPECT_FALSE(from.failed());
}

TEST(msgpack, is_relayed_as_raw_json_and_back) {
    raw kept;
    EXPECT_FALSE(read("82a16192c40101ca3fc00000a162d7000000000000000000", kept).failed());
    EXPECT_EQ(kept.text(),
              R"({"a":[{"_placeholder":true,"num":0},1.5],"b":"1970-01-01T00:00:00.000Z"})");
    ASSERT_EQ(kept.attachments().size(), 1U);
    EXPECT_EQ(written(kept),
              "82a16192c40101cb3ff8000000000000a162b8" + hex("1970-01-01T00:00:00.000Z"));
}

TEST(msgpack, tells_the_path_of_what_failed) {
    std::string const octets = octets_of_hex("92a178"
                                             "82a16101a175"
                                             "81a1769201c0");
    msgpack_reader from(octets);
    std::string_view key;
    std::int64_t number = 0;
    ASSERT_TRUE(from.enter_array() && from.next_element() && from.skip());
    ASSERT_TRUE(from.next_element() && from.enter_object() && from.next_key(key) && from.skip());
    ASSERT_TRUE(from.next_key(key) && from.enter_object() && from.next_key(key));
    ASSERT_TRUE(from.enter_array() && from.next_element() && from.skip() && from.next_element());
    EXPECT_EQ(from.error_path(), "");
    EXPECT_FALSE(from.read_int64(number));
    EXPECT_EQ(from.error_path(), R"([1]."u"."v"[1])");
    EXPECT_EQ(from.error_kind(), value_kind::null);
    EXPECT_FALSE(from.next_element());
    EXPECT_EQ(from.peek(), value_kind::end);
}

TEST(msgpack, skips_whatever_comes) {
    std::string const octets = octets_of_hex("92"
                                             "82a16191c0a1629200d505aabb"
                                             "07");
    msgpack_reader from(octets);
    std::int64_t number = 0;
    ASSERT_TRUE(from.enter_array() && from.next_element() && from.skip());
    ASSERT_TRUE(from.next_element() && from.read_int64(number));
    EXPECT_EQ(number, 7);
}

TEST(msgpack, is_refused_where_it_lies) {
    for (std::string_view const each : {"",
                                        "c1",
                                        "a261",
                                        "d9",
                                        "d903616",
                                        "c403",
                                        "da0001",
                                        "91",
                                        "9201",
                                        "81a161",
                                        "8101",
                                        "81c001",
                                        "8191a001",
                                        "81c4016100",
                                        "ddffffffff00",
                                        "dfffffffff00",
                                        "dbffffffff61",
                                        "c6ffffffff00",
                                        "c9ffffffff0000",
                                        "cb3ff8",
                                        "d40",
                                        "d700000000",
                                        "0000",
                                        "90c0"})
        EXPECT_FALSE(is_valid(each)) << each;
    for (std::string_view const each : {"00", "90", "80", "81a16190", "c400", "d40000"})
        EXPECT_TRUE(is_valid(each)) << each;
}

TEST(msgpack, may_be_as_deep_as_the_limit) {
    std::string const eight = "9191919191919190";
    EXPECT_TRUE(is_valid(eight, 8));
    EXPECT_FALSE(is_valid(eight, 7));
    EXPECT_TRUE(is_valid("81a161c0", 1));
    EXPECT_FALSE(is_valid("81a16190", 1));
    std::string deepest(1024, '\x91');
    deepest += '\x01';
    EXPECT_TRUE(is_valid_msgpack(deepest, 5000));
    EXPECT_FALSE(is_valid_msgpack('\x91' + deepest, 5000));

    value nested = 1;
    for (int level = 0; level < 512; ++level)
        nested = array(std::move(nested));
    EXPECT_EQ(written(nested).size(), 2 * 513U);
    EXPECT_EQ(written(array(std::move(nested))), make_error_code(error::nested_too_deep).message());
}

TEST(msgpack, is_not_written_with_another_number_of_values_than_announced) {
    auto const outcome = [](auto write) {
        base::output_buffer octets;
        msgpack_writer to(octets);
        write(to);
        return to.error();
    };
    EXPECT_EQ(outcome([](writer& to) {
                  to.begin_array(2);
                  to.write_null();
                  to.end_array();
              }),
              error::arguments_do_not_fit);
    EXPECT_EQ(outcome([](writer& to) {
                  to.begin_array(0);
                  to.write_null();
                  to.end_array();
              }),
              error::arguments_do_not_fit);
    EXPECT_EQ(outcome([](writer& to) {
                  to.begin_object(1);
                  to.write_key("a");
                  to.end_object();
              }),
              error::arguments_do_not_fit);
    EXPECT_FALSE(outcome([](writer& to) {
                     to.begin_object(1);
                     to.write_key("a");
                     to.begin_array(0);
                     to.end_array();
                     to.end_object();
                 }).failed());
}

} // namespace
} // namespace socketiota
