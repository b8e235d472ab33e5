// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <string_view>

#include <command.hpp>
#include <typed_line.hpp>

namespace siota {
namespace {

namespace sio = socketiota;

TEST(typed_line, is_a_name_and_values) {
    typed_line const read =
        read_typed_line(R"(  say "a \" b"  {"c": "} "} [1, [2]] 'd {' -5 x=1  )");
    EXPECT_EQ(read.command, "");
    EXPECT_EQ(read.event, "say");
    EXPECT_EQ(read.values, (sio::arguments{"a \" b", sio::object("c", "} "),
                                           sio::array(1, sio::array(2)), "d {", -5, "x=1"}));
}

TEST(typed_line, may_begin_with_a_command) {
    EXPECT_EQ(read_typed_line("/ack \"a b\" 1").command, "ack");
    EXPECT_EQ(read_typed_line("/ack \"a b\" 1").event, "a b");
    EXPECT_EQ(read_typed_line("/help").event, "");
    EXPECT_EQ(read_typed_line(" \t").event, "");
}

TEST(typed_line, says_what_is_wrong) {
    for (std::string_view const line : {"a {", "a \"", "a '", "a {b}", "a [1]2", "a ]", "a \"\\"})
        if (line != "a ]")
            EXPECT_THROW(static_cast<void>(read_typed_line(line)), misuse) << line;
        else
            EXPECT_EQ(read_typed_line(line).values, sio::arguments{"]"});
}

TEST(typed_line, reads_the_names_that_it_writes) {
    for (std::string_view const name :
         {"news", "a b", "/x", "\"q\"", "", "\x1b[2J", "zw\xc3\xb6lf"})
        EXPECT_EQ(read_typed_line(typed_name(name)).event, name);
}

} // namespace
} // namespace siota
