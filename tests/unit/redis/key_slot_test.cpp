// SPDX-License-Identifier: MIT
#include "reply_text.hpp"

#include <gtest/gtest.h>

#include <string>

#include <redis/slot_table.hpp>

namespace socketiota::redis {
namespace {

TEST(key_slot_test, is_the_one_of_the_specification) {
    EXPECT_EQ(slot_of_key("123456789"), 0x31c3U);
    EXPECT_EQ(slot_of_key("somekey"), 11058U);
    EXPECT_EQ(slot_of_key(""), 0U);
    EXPECT_EQ(slot_of_key("foo{hash_tag}"), 2515U);
    EXPECT_EQ(slot_of_key("hash_tag"), 2515U);
    EXPECT_EQ(slot_of_key("{user1000}.following"), slot_of_key("user1000"));
    EXPECT_EQ(slot_of_key("foo{{bar}}zap"), slot_of_key("{bar"));
    EXPECT_EQ(slot_of_key("foo{bar}{zap}"), slot_of_key("bar"));
    EXPECT_NE(slot_of_key("foo{}{bar}"), slot_of_key("bar"));
    EXPECT_NE(slot_of_key("foo{bar"), slot_of_key("bar"));
}

TEST(key_slot_test, is_that_of_the_key_of_a_command) {
    EXPECT_EQ(slot_of_command({"SPUBLISH", "c", "1"}), slot_of_key("c"));
    EXPECT_EQ(slot_of_command({"XADD", "s", "*", "k", "v"}), slot_of_key("s"));
    EXPECT_EQ(slot_of_command({"XREAD", "COUNT", "1", "STREAMS", "s", "$"}), slot_of_key("s"));
    EXPECT_EQ(slot_of_command({"EVAL", "return 1", "1", "k", "v"}), slot_of_key("k"));
    EXPECT_FALSE(slot_of_command({"EVAL", "return 1", "0"}));
    EXPECT_FALSE(slot_of_command({"XREAD", "STREAMS"}));
    EXPECT_FALSE(slot_of_command({"PUBLISH", "c", "1"}));
    EXPECT_FALSE(slot_of_command({"PING"}));
    EXPECT_FALSE(slot_of_command({"PUBSUB", "NUMSUB", "c"}));
}

std::optional<slot_table> table_of(std::string_view octets) {
    reply_parser parser;
    feed(parser, octets);
    EXPECT_EQ(parser.next(), reply_parser::outcome::complete);
    return read_slots(parser.value(), {.host = "asked", .tls = true});
}

TEST(slot_table_test, is_read_from_what_redis_answers) {
    auto const table = table_of("*3\r\n"
                                "*4\r\n:0\r\n:5460\r\n*3\r\n+10.0.0.1\r\n:7000\r\n+id\r\n"
                                "*3\r\n+10.0.0.4\r\n:7003\r\n+id\r\n"
                                "*3\r\n:5461\r\n:5461\r\n*4\r\n_\r\n:7001\r\n+id\r\n*0\r\n"
                                "*3\r\n:16383\r\n:16383\r\n*2\r\n+10.0.0.1\r\n:7000\r\n");
    ASSERT_TRUE(table);
    ASSERT_EQ(table->masters.size(), 2U);
    EXPECT_EQ(table->masters[0].host, "10.0.0.1");
    EXPECT_EQ(table->masters[0].port, 7000);
    EXPECT_TRUE(table->masters[0].tls);
    EXPECT_EQ(table->masters[1].host, "asked") << "it does not know its own";
    EXPECT_EQ(table->owners[0], 0U);
    EXPECT_EQ(table->owners[5460], 0U);
    EXPECT_EQ(table->owners[5461], 1U);
    EXPECT_EQ(table->owners[5462], slot_table::nobody);
    EXPECT_EQ(table->owners[16383], 0U);
    EXPECT_TRUE(table_of("*0\r\n")->masters.empty());
}

TEST(slot_table_test, refuses_what_is_none) {
    for (std::string const answer :
         {"+OK\r\n", "*1\r\n:1\r\n", "*1\r\n*3\r\n:0\r\n:16384\r\n*2\r\n+h\r\n:1\r\n",
          "*1\r\n*3\r\n:-1\r\n:1\r\n*2\r\n+h\r\n:1\r\n",
          "*1\r\n*3\r\n:2\r\n:1\r\n*2\r\n+h\r\n:1\r\n",
          "*1\r\n*3\r\n:0\r\n:1\r\n*2\r\n+h\r\n:0\r\n",
          "*1\r\n*3\r\n:0\r\n:1\r\n*2\r\n+h\r\n:65536\r\n", "*1\r\n*2\r\n:0\r\n:1\r\n",
          "*1\r\n*3\r\n:0\r\n:1\r\n+h\r\n"})
        EXPECT_FALSE(table_of(answer)) << answer;
}

TEST(slot_table_test, names_no_more_masters_than_a_cluster_has) {
    auto const table_of_masters = [](int count) {
        std::string answer = "*" + std::to_string(count) + "\r\n";
        for (int each = 0; each < count; ++each) {
            std::string const slot = ":" + std::to_string(each) + "\r\n";
            answer += "*3\r\n" + slot + slot + "*2\r\n+h" + std::to_string(each) + "\r\n:1\r\n";
        }
        return table_of(answer);
    };
    EXPECT_TRUE(table_of_masters(1000));
    EXPECT_FALSE(table_of_masters(1001));
}

TEST(redirection_test, is_read_from_what_redis_answers) {
    address const asked{.host = "asked"};
    auto const moved = read_redirection("MOVED 3999 127.0.0.1:6381", asked);
    ASSERT_TRUE(moved);
    EXPECT_EQ(moved->slot, 3999U);
    EXPECT_EQ(moved->to.host, "127.0.0.1");
    EXPECT_EQ(moved->to.port, 6381);
    EXPECT_FALSE(moved->once);
    auto const asks = read_redirection("ASK 1 2001:db8::1:7000", asked);
    ASSERT_TRUE(asks);
    EXPECT_EQ(asks->to.host, "2001:db8::1");
    EXPECT_TRUE(asks->once);
    EXPECT_EQ(read_redirection("MOVED 1 :7000", asked)->to.host, "asked");
    for (std::string const text : {"", "ERR no", "MOVED", "MOVED ", "MOVED 1", "MOVED 1 h",
                                   "MOVED 16384 h:1", "MOVED -1 h:1", "MOVED x h:1", "MOVED 1 h:0",
                                   "MOVED 1 h:65536", "MOVED 1:2", "ASKING 1 h:1"})
        EXPECT_FALSE(read_redirection(text, asked)) << text;
}

} // namespace
} // namespace socketiota::redis
