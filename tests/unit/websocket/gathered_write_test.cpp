// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <string>

#include <websocket/gathered_write.hpp>

namespace socketiota::websocket {
namespace {

std::string joined(gathered_write& write) {
    std::string text;
    for (boost::asio::const_buffer const& piece : write.buffers())
        text.append(static_cast<char const*>(piece.data()), piece.size());
    return text;
}

TEST(gathered_write, puts_small_pieces_into_one) {
    base::output_buffer copies;
    gathered_write write(copies);
    write.add("one");
    write.add("");
    write.add("two");
    EXPECT_EQ(write.buffers().size(), 1U);
    EXPECT_EQ(joined(write), "onetwo");
    EXPECT_EQ(write.size(), 6U);
}

TEST(gathered_write, leaves_large_pieces_where_they_are) {
    base::output_buffer copies;
    gathered_write write(copies);
    std::string const large(gathered_write::largest_copied + 1, 'x');
    write.add("before");
    write.add(large);
    write.add("behind");
    write.add("it");
    auto const buffers = write.buffers();
    ASSERT_EQ(buffers.size(), 3U);
    EXPECT_EQ(buffers[1].data(), large.data());
    EXPECT_EQ(joined(write), "before" + large + "behindit");
}

TEST(gathered_write, survives_the_growth_of_its_copies) {
    base::output_buffer copies;
    gathered_write write(copies);
    std::string expected;
    for (int piece = 0; piece < 1000; ++piece) {
        static std::string const text(1000, 'a');
        write.add(text);
        expected += text;
    }
    EXPECT_EQ(joined(write), expected);
}

TEST(gathered_write, says_when_it_is_enough) {
    base::output_buffer copies;
    gathered_write write(copies);
    std::string const large(gathered_write::largest_copied + 1, 'x');
    EXPECT_FALSE(write.enough());
    while (!write.enough())
        write.add(large);
    EXPECT_LT(write.size(), gathered_write::enough_octets + large.size());
}

} // namespace
} // namespace socketiota::websocket
