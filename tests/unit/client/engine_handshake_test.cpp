// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <string>

#include <client/engine/engine_handshake.hpp>

namespace socketiota::clients {
namespace {

using namespace std::chrono_literals;

TEST(engine_handshake, is_read) {
    auto const read =
        read_handshake(R"({"sid":"lv_VI97HAXpY6yYWAAAC","upgrades":["webtransport","websocket"],)"
                       R"("pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000})");
    ASSERT_TRUE(read);
    EXPECT_EQ(read->sid, "lv_VI97HAXpY6yYWAAAC");
    EXPECT_EQ(read->ping_interval, 25s);
    EXPECT_EQ(read->ping_timeout, 20s);
    EXPECT_EQ(read->max_payload, 1'000'000U);
    EXPECT_TRUE(read->offers_websocket);
}

TEST(engine_handshake, of_an_older_server_says_less) {
    auto const read =
        read_handshake(R"({"sid":"a","upgrades":[],"pingInterval":1,"pingTimeout":1})");
    ASSERT_TRUE(read);
    EXPECT_EQ(read->max_payload, 0U);
    EXPECT_FALSE(read->offers_websocket);
}

TEST(engine_handshake, is_read_up_to_64_kib) {
    auto const of_size = [](std::size_t size) {
        std::string const begin = R"({"sid":"a","pingInterval":1,"pingTimeout":1,"more":[)";
        std::string text = begin + std::string(size - begin.size() - 2, ' ') + "]}";
        EXPECT_EQ(text.size(), size);
        return text;
    };
    EXPECT_TRUE(read_handshake(of_size(65'536)));
    EXPECT_FALSE(read_handshake(of_size(65'537)));
}

TEST(engine_handshake, that_no_session_can_be_kept_with_is_refused) {
    auto const with = [](std::string const& sid, std::string const& interval,
                         std::string const& timeout) {
        return read_handshake(R"({"sid":)" + sid + R"(,"pingInterval":)" + interval +
                              R"(,"pingTimeout":)" + timeout + "}");
    };
    EXPECT_TRUE(with(R"("a")", "1000", "1000"));
    EXPECT_FALSE(with(R"("")", "1000", "1000"));
    EXPECT_FALSE(with("7", "1000", "1000"));
    EXPECT_FALSE(with(R"("a&b")", "1000", "1000"));
    EXPECT_FALSE(with(R"("a b")", "1000", "1000"));
    EXPECT_FALSE(with(R"("a\r\nHost: b")", "1000", "1000"));
    EXPECT_FALSE(with('"' + std::string(300, 'a') + '"', "1000", "1000"));
    EXPECT_FALSE(with(R"("a")", "0", "1000"));
    EXPECT_FALSE(with(R"("a")", "-1", "1000"));
    EXPECT_FALSE(with(R"("a")", "1000", "0"));
    EXPECT_FALSE(with(R"("a")", "2147483647", "1"));
    EXPECT_FALSE(with(R"("a")", "1e300", "1000"));
    EXPECT_FALSE(with(R"("a")", R"("1000")", "1000"));
    EXPECT_FALSE(read_handshake(""));
    EXPECT_FALSE(read_handshake("[]"));
    EXPECT_FALSE(read_handshake("null"));
    EXPECT_FALSE(read_handshake(std::string(1'000, '[')));
}

} // namespace
} // namespace socketiota::clients
