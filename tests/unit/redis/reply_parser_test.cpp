// SPDX-License-Identifier: MIT
#include "reply_text.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace socketiota::redis {
namespace {

std::string bulk(std::string_view text) {
    return "$" + std::to_string(text.size()) + "\r\n" + std::string(text) + "\r\n";
}

struct sample {
    std::string octets;
    std::string text;
};

std::vector<sample> const samples{
    {"+OK\r\n", "OK;"},
    {"-ERR unknown command\r\n", "!ERR unknown command;"},
    {":1000\r\n:-7\r\n", "1000;-7;"},
    {bulk("hello") + bulk("") + "$-1\r\n*-1\r\n", "hello;;null;null;"},
    {"$0000000005\r\nhello\r\n$005\r\nworld\r\n*00\r\n", "hello;world;[];"},
    {"*0\r\n*2\r\n" + bulk("a\r\nb") + "*1\r\n:5\r\n", "[];[a\r\nb, [5]];"},
    {"*3\r\n" + bulk("message") + bulk("channel") + bulk(std::string("\0\xff\r", 3)),
     "[message, channel, " + std::string("\0\xff\r", 3) + "];"},
    // XREAD
    {"*1\r\n*2\r\n" + bulk("s") + "*2\r\n*2\r\n" + bulk("1-0") + "*2\r\n" + bulk("k") + bulk("v") +
         "*2\r\n" + bulk("2-0") + "*-1\r\n",
     "[[s, [[1-0, [k, v]], [2-0, null]]]];"},
    // RESP3
    {"_\r\n#t\r\n#f\r\n,3.25\r\n,inf\r\n,-inf\r\n,nan\r\n,1e-7\r\n",
     "null;t;f;3.25;inf;-inf;nan;1e-7;"},
    {"(3492890328409238509324850943850943825024385\r\n",
     "3492890328409238509324850943850943825024385;"},
    {"!21\r\nSYNTAX invalid syntax\r\n=15\r\ntxt:Some string\r\n",
     "!SYNTAX invalid syntax;Some string;"},
    {"%2\r\n+a\r\n:1\r\n+b\r\n*2\r\n:2\r\n:3\r\n~2\r\n+x\r\n+y\r\n%0\r\n",
     "{a: 1, b: [2, 3]};~[x, y];{};"},
    {">3\r\n+message\r\n+c\r\n+p\r\n+OK\r\n", ">[message, c, p];OK;"},
    // An attribute says something about the value behind it, which is all that counts.
    {"|1\r\n+ttl\r\n:3600\r\n*2\r\n:1\r\n|1\r\n+x\r\n*1\r\n_\r\n:2\r\n", "[1, 2];"},
    {"|0\r\n|0\r\n+OK\r\n", "OK;"},
};

TEST(reply_parser_test, reads_each_kind_of_value_however_it_is_cut) {
    std::string all;
    std::string text;
    for (sample const& each : samples) {
        EXPECT_EQ(read_all(each.octets, 1000), each.text);
        all += each.octets;
        text += each.text;
    }
    for (std::size_t size = 1; size < 40; ++size)
        EXPECT_EQ(read_all(all, size), text) << "in pieces of " << size;
}

TEST(reply_parser_test, refuses_what_no_redis_says) {
    for (std::string const octets : {"HTTP/1.1 400 Bad Request\r\n",
                                     "\x15\x03\x01\x00\x02\x02\x28",
                                     "\r\n",
                                     "OK\r\n",
                                     ":\r\n",
                                     ":5x\r\n",
                                     ":99999999999999999999\r\n",
                                     "$x\r\n",
                                     "$-2\r\n",
                                     "$\r\n",
                                     "$3\r\nabcd\r\n",
                                     "$3\r\nabc\n\r\n",
                                     "*-2\r\n",
                                     "*x\r\n",
                                     "~-1\r\n",
                                     "#x\r\n",
                                     "_x\r\n",
                                     ",\r\n",
                                     ",x\r\n",
                                     "(1x\r\n",
                                     "(\r\n",
                                     "=3\r\ntxt\r\n",
                                     "=4\r\ntxt;\r\n",
                                     "*1\r\n>1\r\n+x\r\n",
                                     "$?\r\n",
                                     "*?\r\n",
                                     ".\r\n",
                                     "+a\rb\r\n",
                                     "!-1\r\n"}) {
        EXPECT_EQ(read_all(octets, 1000), "?") << octets;
        EXPECT_EQ(read_all(octets, 1), "?") << octets;
    }
}

TEST(reply_parser_test, recognises_what_is_no_redis_by_its_first_octet) {
    EXPECT_EQ(read_all("H", 1), "?");
    EXPECT_EQ(read_all("+OK\r\n\x16", 1000), "OK;?");
}

TEST(reply_parser_test, takes_the_largest_text_and_no_larger_one) {
    reply_limits const limits{.max_size = 100, .max_values = 10};
    // With its first line and the end it is 100 octets.
    EXPECT_EQ(read_all(bulk(std::string(93, 'x')), 7, limits), std::string(93, 'x') + ";");
    EXPECT_EQ(read_all(bulk(std::string(94, 'x')), 7, limits), "^");
    EXPECT_EQ(read_all("$94\r\n", 1, limits), "^") << "refused by its first line";
    EXPECT_EQ(read_all("$99999999999999\r\n", 1, limits), "^");
    EXPECT_EQ(read_all("+" + std::string(97, 'x') + "\r\n", 1000, limits),
              std::string(97, 'x') + ";");
    EXPECT_EQ(read_all("+" + std::string(98, 'x') + "\r\n", 1000, limits), "^");
    EXPECT_EQ(read_all("+" + std::string(98, 'x') + "\r\n", 1, limits), "^");
    // All that belongs to one value counts together, what follows it does not.
    EXPECT_EQ(
        read_all("*2\r\n" + bulk(std::string(60, 'x')) + bulk(std::string(60, 'x')), 9, limits),
        "^");
    EXPECT_EQ(read_all(bulk(std::string(60, 'x')) + bulk(std::string(60, 'x')), 9, limits),
              std::string(60, 'x') + ";" + std::string(60, 'x') + ";");
}

TEST(reply_parser_test, ends_a_line_that_does_not_end) {
    EXPECT_EQ(read_all("+" + std::string(70'000, 'x'), 1000), "^");
    EXPECT_EQ(read_all(":" + std::string(70'000, '1'), 1), "^");
}

TEST(reply_parser_test, takes_the_most_values_and_no_more) {
    reply_limits const limits{.max_size = 1000, .max_values = 6};
    EXPECT_EQ(read_all("*5\r\n:1\r\n:2\r\n:3\r\n:4\r\n:5\r\n", 3, limits), "[1, 2, 3, 4, 5];");
    EXPECT_EQ(read_all("*2\r\n:1\r\n*3\r\n:2\r\n:3\r\n:4\r\n", 3, limits), "[1, [2, 3, 4]];");
    EXPECT_EQ(read_all("*2\r\n:1\r\n*4\r\n:2\r\n:3\r\n:4\r\n:5\r\n", 3, limits), "^");
    EXPECT_EQ(read_all("*7\r\n", 3, limits), "^") << "refused by its first line";
    EXPECT_EQ(read_all("%4\r\n", 3, limits), "^") << "keys and values";
    EXPECT_EQ(read_all("*9999999999999999999\r\n", 3, limits), "?");
}

TEST(reply_parser_test, goes_as_deep_as_it_may_and_no_deeper) {
    std::string octets;
    std::string text;
    for (std::size_t depth = 0; depth < reply_limits::max_depth; ++depth)
        octets += "*1\r\n";
    EXPECT_TRUE(read_all(octets + ":1\r\n", 3).ends_with("[1]]]]]]]]]]]]]]]];"));
    EXPECT_EQ(read_all(octets + "*1\r\n:1\r\n", 3), "^");
}

TEST(reply_parser_test, reserves_nothing_of_what_is_announced) {
    reply_parser parser;
    feed(parser, "*1000000\r\n$60000000\r\n");
    EXPECT_EQ(parser.next(), reply_parser::outcome::need_more);
    EXPECT_LT(parser.held(), 40'000U);
}

TEST(reply_parser_test, leaves_the_memory_of_a_large_answer) {
    reply_parser parser;
    feed(parser, bulk(std::string(5'000'000, 'x')));
    EXPECT_EQ(parser.next(), reply_parser::outcome::complete);
    EXPECT_LT(parser.held(), 11'000'000U);
    EXPECT_EQ(parser.next(), reply_parser::outcome::need_more);
    feed(parser, "+OK\r\n");
    EXPECT_EQ(parser.next(), reply_parser::outcome::complete);
    EXPECT_LT(parser.held(), 40'000U);
}

// Each octet may move a few times; moving all that is there for each read would take minutes.
TEST(reply_parser_test, moves_little_when_a_large_answer_comes_in_small_pieces) {
    std::string const large = "*2\r\n" + bulk(std::string(20'000'000, 'x')) + ":1\r\n";
    reply_parser parser;
    std::size_t moved = 0;
    char const* before = nullptr;
    for (std::size_t at = 0; at < large.size();) {
        auto const room = parser.prepare();
        if (parser.rest().data() != before)
            moved += parser.rest().size();
        before = parser.rest().data();
        std::size_t const size = std::min({std::size_t{5000}, large.size() - at, room.size()});
        std::copy_n(large.data() + at, size, room.data());
        parser.commit(size);
        at += size;
        static_cast<void>(parser.next());
    }
    EXPECT_LT(moved, 2 * large.size());
}

TEST(reply_test, says_what_it_holds) {
    reply_parser parser;
    feed(parser, "*5\r\n+OK\r\n:-12\r\n$2\r\n34\r\n*2\r\n:1\r\n:2\r\n$-1\r\n");
    ASSERT_EQ(parser.next(), reply_parser::outcome::complete);
    reply const value = parser.value();
    EXPECT_EQ(value.size(), 5U);
    EXPECT_TRUE(value.has_values());
    EXPECT_EQ(value.text(), "");
    EXPECT_FALSE(value.integer());
    EXPECT_EQ(value[0].text(), "OK");
    EXPECT_FALSE(value[0].integer());
    EXPECT_EQ(value[0].size(), 0U);
    EXPECT_EQ(value[0].begin(), value[0].end());
    EXPECT_EQ(value[1].integer(), -12);
    EXPECT_EQ(value[2].integer(), 34);
    EXPECT_EQ(value[3][1].integer(), 2);
    EXPECT_TRUE(value[4].is_null());
    EXPECT_EQ(value[4].text(), "");
    EXPECT_FALSE(value[4].integer());
    EXPECT_TRUE(value[5].is_null()) << "there is none";
    EXPECT_TRUE(value[0][0].is_null());
    EXPECT_TRUE(reply().is_null());
    EXPECT_EQ(reply().text(), "");
}

} // namespace
} // namespace socketiota::redis
