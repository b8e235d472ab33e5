// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <set>
#include <string>

#include <engine/session_id.hpp>

namespace socketiota::engine {
namespace {

TEST(session_id, has_the_official_form) {
    session_id_source source(0);
    std::string const id = source.next();
    EXPECT_EQ(id.size(), 20U);
    EXPECT_TRUE(std::all_of(id.begin(), id.end(), [](unsigned char c) {
        return std::isalnum(c) != 0 || c == '-' || c == '_';
    }));
}

TEST(session_id, carries_its_shard) {
    for (shard_number const shard : std::array<shard_number, 5>{0, 1, 63, 64, 1023}) {
        session_id_source source(shard);
        for (int id = 0; id < 100; ++id)
            EXPECT_EQ(shard_of(source.next()), shard);
        EXPECT_EQ(shard_of(source.next("x").value()), shard);
    }
}

TEST(session_id, counts_behind_the_shard) {
    session_id_source source(1);
    EXPECT_EQ(source.next("random").value(), "randomAEAA");
    EXPECT_EQ(source.next("random").value(), "randomAEAB");
    EXPECT_EQ(source.next("random").value(), "randomAEAC");
}

TEST(session_id, differs_each_time_in_its_random_part) {
    session_id_source source(7);
    std::set<std::string> parts;
    for (int id = 0; id < 1000; ++id)
        parts.insert(source.next().substr(0, 16));
    EXPECT_EQ(parts.size(), 1000U);
}

TEST(session_id, wraps_its_counter) {
    session_id_source source(1023);
    std::string const first = source.next("x").value();
    for (int id = 1; id < 1 << 14; ++id)
        EXPECT_NE(source.next("x").value(), first);
    EXPECT_EQ(source.next("x").value(), first);
    EXPECT_EQ(shard_of(first), 1023);
}

TEST(session_id, refuses_random_parts_that_could_mean_something_elsewhere) {
    session_id_source source(0);
    EXPECT_FALSE(source.next(""));
    EXPECT_FALSE(source.next("a b"));
    EXPECT_FALSE(source.next("a/b"));
    EXPECT_FALSE(source.next("a\r\nb"));
    EXPECT_FALSE(source.next("\xc3\xa9"));
    EXPECT_TRUE(source.next(std::string(64, 'a')));
    EXPECT_FALSE(source.next(std::string(65, 'a')));
}

TEST(session_id, is_read_only_from_what_looks_like_one) {
    EXPECT_FALSE(shard_of(""));
    EXPECT_FALSE(shard_of("AAAA"));
    EXPECT_FALSE(shard_of("xAA=A"));
    EXPECT_FALSE(shard_of(std::string(69, 'A')));
    EXPECT_EQ(shard_of("xAAAA"), 0);
}

} // namespace
} // namespace socketiota::engine
