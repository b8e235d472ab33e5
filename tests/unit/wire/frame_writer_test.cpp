// SPDX-License-Identifier: MIT
#include "frame_script.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <span>
#include <string>

namespace socketiota::wire {
namespace {

TEST(frame_writer, writes_the_shortest_length) {
    std::array<char, max_unmasked_header_size> header{};
    auto const written = [&header](std::uint64_t size, bool fin = true) {
        char* const end = write_frame_header(header.data(), opcode::text, size, fin);
        EXPECT_EQ(static_cast<std::size_t>(end - header.data()), frame_header_size(size));
        return std::string(header.data(), end);
    };
    EXPECT_EQ(written(0), octets({0x81, 0}));
    EXPECT_EQ(written(125), octets({0x81, 125}));
    EXPECT_EQ(written(126), octets({0x81, 126, 0, 126}));
    EXPECT_EQ(written(0xFFFF), octets({0x81, 126, 0xFF, 0xFF}));
    EXPECT_EQ(written(0x10000), octets({0x81, 127, 0, 0, 0, 0, 0, 1, 0, 0}));
    EXPECT_EQ(written(0x0123456789ABCDEF),
              octets({0x81, 127, 0x01, 0x23, 0x45, 0x67, 0x89, 0xAB, 0xCD, 0xEF}));
    EXPECT_EQ(written(1, false), octets({0x01, 1}));
}

TEST(frame_writer, writes_the_header_against_the_payload) {
    for (std::size_t const size : {0U, 5U, 125U, 126U, 65535U, 65536U}) {
        std::string buffer(max_unmasked_header_size, '\xAA');
        buffer.append(size, 'x');
        char* const content = buffer.data() + max_unmasked_header_size;
        char* const begin = write_frame_header_before(content, opcode::binary, size);
        EXPECT_EQ(static_cast<std::size_t>(content - begin), frame_header_size(size));
        EXPECT_EQ(std::string(begin, content + size),
                  from_server(opcode::binary, std::string(size, 'x')));
        // Nothing before the header is touched.
        EXPECT_TRUE(std::all_of(buffer.data(), begin, [](char c) { return c == '\xAA'; }));
    }
}

TEST(frame_writer, appends_whole_frames) {
    base::output_buffer output;
    append_frame(output, opcode::text, "one");
    append_frame(output, opcode::pong, "");
    EXPECT_EQ(output.view(), from_server(opcode::text, "one") + from_server(opcode::pong, ""));
}

TEST(frame_writer, masks_the_example_of_rfc_6455_5_7) {
    base::output_buffer output;
    append_masked_frame(output, opcode::text, "Hello", test_key);
    EXPECT_EQ(output.view(),
              octets({0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58}));
}

TEST(frame_writer, masks_a_content_where_it_stands) {
    constexpr std::size_t room = max_unmasked_header_size + sizeof(mask_key);
    for (std::size_t const size : {0U, 5U, 125U, 126U, 65'535U, 65'536U}) {
        std::string const content(size, 'c');
        base::output_buffer appended;
        append_masked_frame(appended, opcode::text, content, test_key);
        std::string buffer(room, '\xAA');
        buffer += content;
        char const* const begin =
            mask_in_place(std::span(buffer).subspan(room), opcode::text, test_key);
        EXPECT_EQ(buffer.substr(static_cast<std::size_t>(begin - buffer.data())), appended.view())
            << size;
    }
}

TEST(frame_writer, writes_close_frames) {
    base::output_buffer output;
    append_close_frame(output);
    EXPECT_EQ(output.view(), octets({0x88, 0}));
    output.clear();
    append_close_frame(output, {.code = 1001, .reason = "bye"});
    EXPECT_EQ(output.view(), octets({0x88, 5, 0x03, 0xE9, 'b', 'y', 'e'}));
    output.clear();
    append_masked_close_frame(output, {.code = 1000}, test_key);
    EXPECT_EQ(output.view(),
              octets({0x88, 0x82, 0x37, 0xfa, 0x21, 0x3d, 0x37 ^ 0x03, 0xfa ^ 0xE8}));
}

TEST(frame_writer, cuts_a_long_reason_before_a_character) {
    std::string const euro = "\xE2\x82\xAC";
    base::output_buffer output;
    append_close_frame(output, {.code = 1000, .reason = std::string(122, 'x') + euro});
    EXPECT_EQ(output.view(), octets({0x88, 124, 0x03, 0xE8}) + std::string(122, 'x'));
    output.clear();
    append_close_frame(output, {.code = 1000, .reason = std::string(120, 'x') + euro});
    EXPECT_EQ(output.view(), octets({0x88, 125, 0x03, 0xE8}) + std::string(120, 'x') + euro);
}

} // namespace
} // namespace socketiota::wire
