// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

#include <adapter/packet_log.hpp>
#include <adapter/packet_offset.hpp>
#include <adapter/room_index.hpp>
#include <base/outgoing_pool.hpp>
#include <packet/event_units.hpp>

namespace socketiota::adapter {
namespace {

using namespace std::chrono_literals;

class packet_logs : public testing::Test {
protected:
    packet_log::entry packet(std::uint64_t number, std::string const& text = "42[\"a\"]") {
        packet::event_units units({});
        units.put(packet::default_parser, pool.make(text, {}, {}));
        return {.offset = {0, number}, .among = &nsp, .to = {}, .units = units, .at = now};
    }

    base::outgoing_pool pool;
    room_index nsp;
    base::time_point now{};
};

TEST_F(packet_logs, name_the_same_packet_for_ever) {
    packet_log log({.packets = 2, .octets = 1'000'000, .age = 1h});
    EXPECT_EQ(log.add(packet(1)), 0U);
    EXPECT_EQ(log.add(packet(2)), 1U);
    EXPECT_EQ(log.begin(), 0U);
    EXPECT_EQ(log.add(packet(3)), 2U);
    EXPECT_EQ(log.begin(), 1U);
    EXPECT_EQ(log.end(), 3U);
    EXPECT_EQ(log[2].offset, packet_offset(0, 3));
    EXPECT_EQ(log.find({0, 2}, nsp, 0), 1U);
    EXPECT_EQ(log.find({0, 1}, nsp, 0), std::nullopt);
}

TEST_F(packet_logs, find_the_last_place_from_where_one_is_asked_for) {
    packet_log log({.packets = 10, .octets = 1'000'000, .age = 1h});
    log.add(packet(1));
    log.add(packet(2));
    log.add(packet(1));
    room_index other;
    EXPECT_EQ(log.find({0, 1}, nsp, 0), 2U);
    EXPECT_EQ(log.find({0, 2}, nsp, 1), 1U);
    EXPECT_EQ(log.find({0, 2}, nsp, 2), std::nullopt);
    EXPECT_EQ(log.find({0, 1}, other, 0), std::nullopt);
    EXPECT_EQ(log.find({1, 1}, nsp, 0), std::nullopt);
}

TEST_F(packet_logs, hold_no_more_octets_than_they_may) {
    packet_log measured({.packets = 10, .octets = 1'000'000, .age = 1h});
    measured.add(packet(1));
    std::size_t const one = measured.octets();
    EXPECT_GT(one, pool.make("42[\"a\"]", {}, {})->held());

    packet_log log({.packets = 10, .octets = 2 * one, .age = 1h});
    log.add(packet(1));
    log.add(packet(2));
    EXPECT_EQ(log.begin(), 0U);
    EXPECT_EQ(log.octets(), 2 * one);
    log.add(packet(3));
    EXPECT_EQ(log.begin(), 1U);
    EXPECT_EQ(log.octets(), 2 * one);
}

TEST_F(packet_logs, count_what_a_packet_and_its_rooms_hold) {
    packet_log log({.packets = 10, .octets = 1'000'000, .age = 1h});
    log.add(packet(1));
    std::size_t const small = log.octets();
    log.add(packet(2, std::string(10'000, 'x')));
    EXPECT_GE(log.octets() - small, 20'000U); // as text, and compressed or in base64
    std::size_t const before = log.octets();
    auto with_rooms = packet(3);
    with_rooms.to.rooms.emplace_back(1'000, 'r');
    with_rooms.to.except.emplace_back(1'000, 'e');
    log.add(with_rooms);
    EXPECT_GE(log.octets() - before, small + 2'000);
}

TEST_F(packet_logs, keep_no_packet_that_is_larger_than_all_may_be) {
    packet_log log({.packets = 10, .octets = 100, .age = 1h});
    EXPECT_EQ(log.add(packet(1)), 0U);
    EXPECT_EQ(log.begin(), 1U);
    EXPECT_EQ(log.end(), 1U);
    EXPECT_EQ(log.octets(), 0U);
}

TEST_F(packet_logs, keep_none_where_none_may_be) {
    packet_log log({.packets = 0, .octets = 1'000'000, .age = 1h});
    EXPECT_EQ(log.add(packet(1)), 0U);
    EXPECT_EQ(log.begin(), log.end());
}

TEST_F(packet_logs, forget_what_is_too_old) {
    packet_log log({.packets = 10, .octets = 1'000'000, .age = 10s});
    EXPECT_EQ(log.next_to_forget(), std::nullopt);
    log.add(packet(1));
    now += 1s;
    log.add(packet(2));
    EXPECT_EQ(log.next_to_forget(), base::time_point(10s));
    log.forget_old(base::time_point(10s - 1ns));
    EXPECT_EQ(log.begin(), 0U);
    log.forget_old(base::time_point(10s));
    EXPECT_EQ(log.begin(), 1U);
    EXPECT_EQ(log.next_to_forget(), base::time_point(11s));
    log.forget_old(base::time_point(1h));
    EXPECT_EQ(log.begin(), 2U);
    EXPECT_EQ(log.octets(), 0U);
}

TEST(packet_offsets, read_what_they_write) {
    offset_text const text("mark-_");
    EXPECT_EQ(text.write({0, 1}), "mark-_AAB");
    EXPECT_EQ(text.write({1, 63}), "mark-_AB_");
    EXPECT_EQ(text.write({64, 64}), "mark-_BABA");
    for (packet_offset const each :
         {packet_offset(0, 1), packet_offset(3, 63), packet_offset(3, 64),
          packet_offset(1023, 123'456'789), packet_offset(4095, (1ULL << 48) - 1)}) {
        EXPECT_EQ(text.read(text.write(each)), each);
        EXPECT_TRUE(each);
    }
    EXPECT_FALSE(packet_offset());
}

TEST(packet_offsets, refuse_what_they_have_not_written) {
    offset_text const text("marked");
    for (char const* const each : {"", "marked", "markedAA", "markedAAA", "markedAAAB", "mbrkedAAB",
                                   "markedAA!", "marked AB",
                                   "markedA\xc3\xa4"
                                   "B",
                                   "markedAABAAAAAAAA", "AAB"})
        EXPECT_EQ(text.read(each), std::nullopt) << each;
    EXPECT_TRUE(text.read("markedAABAAAAAAA"));
    EXPECT_FALSE(text.read(std::string_view("markedAAB\0", 10)));
}

} // namespace
} // namespace socketiota::adapter
