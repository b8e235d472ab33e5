// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <array>
#include <string>

#include <redis/command_writer.hpp>

namespace socketiota::redis {
namespace {

TEST(command_writer_test, writes_words_with_any_octets_in_them) {
    std::string written = "before";
    append_command(written, {"SET", std::string_view("k\r\n\0", 4), ""});
    EXPECT_EQ(written, std::string("before*3\r\n$3\r\nSET\r\n$4\r\nk\r\n\0\r\n$0\r\n\r\n", 35));
    std::array<std::string_view, 1> const words{"PING"};
    written.clear();
    append_command(written, command(words));
    EXPECT_EQ(written, "*1\r\n$4\r\nPING\r\n");
}

TEST(command_writer_test, needs_no_more_room_than_it_says) {
    for (std::size_t size : {0U, 1U, 9U, 10U, 99U, 100'000U}) {
        std::string const word(size, 'x');
        std::string written;
        append_command(written, {word, word});
        EXPECT_LE(written.size(), size_of_command({word, word}));
    }
}

} // namespace
} // namespace socketiota::redis
