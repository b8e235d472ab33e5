// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <limits>
#include <optional>
#include <string>

#include <wire/deflater.hpp>
#include <wire/inflater.hpp>

namespace socketiota::wire {
namespace {

using namespace std::string_literals;

constexpr std::size_t unlimited = std::numeric_limits<std::size_t>::max();

std::string deflated(deflater& with, std::string_view content) {
    std::string output;
    with.append(content, output);
    return output;
}

struct result {
    inflated state;
    std::string content;
};

result inflate(inflater& with, std::string_view octets, std::size_t most = unlimited) {
    base::output_buffer output;
    inflated const state = with.append(std::as_bytes(std::span(octets)), most, output);
    return {state, std::string(output.view())};
}

std::string inflated_text(inflater& with, std::string_view octets) {
    result const got = inflate(with, octets);
    EXPECT_EQ(got.state, inflated::whole);
    return got.content;
}

std::string noise(std::size_t size) {
    std::string text;
    std::uint32_t state = 1;
    for (; text.size() < size; state = state * 1664525 + 1013904223)
        text += static_cast<char>(state >> 24);
    return text;
}

TEST(deflate, reads_the_examples_of_rfc_7692_7_2_3) {
    inflater with(15, true);
    EXPECT_EQ(inflated_text(with, "\xf2\x48\xcd\xc9\xc9\x07\x00"s), "Hello");
    EXPECT_EQ(inflated_text(with, "\xf2\x00\x11\x00\x00"s), "Hello") << "with its context";
    inflater alone(15, false);
    EXPECT_EQ(inflated_text(alone, "\x00\x05\x00\xfa\xff\x48\x65\x6c\x6c\x6f\x00"s), "Hello");
    EXPECT_EQ(inflated_text(alone, "\xf3\x48\xcd\xc9\xc9\x07\x00\x00"s), "Hello") << "a last block";
    EXPECT_EQ(inflated_text(alone, "\xf2\x48\x05\x00\x00\x00\xff\xff\xca\xc9\xc9\x07\x00"s),
              "Hello")
        << "two blocks";
    EXPECT_EQ(inflated_text(alone, "\x00"s), "");
    EXPECT_EQ(inflated_text(alone, ""), "");
    EXPECT_EQ(inflate(alone, "\xf2\x00\x11\x00\x00"s).state, inflated::broken)
        << "a look back into a context that is not kept";
}

TEST(deflate, makes_what_rfc_7692_7_2_3_shows) {
    deflater with(15, true);
    EXPECT_EQ(deflated(with, "Hello"), "\xf2\x48\xcd\xc9\xc9\x07\x00"s);
    EXPECT_EQ(deflated(with, "Hello"), "\xf2\x00\x11\x00\x00"s);
    deflater alone(15, false);
    EXPECT_EQ(deflated(alone, "Hello"), "\xf2\x48\xcd\xc9\xc9\x07\x00"s);
    EXPECT_EQ(deflated(alone, "Hello"), "\xf2\x48\xcd\xc9\xc9\x07\x00"s);
    EXPECT_EQ(deflated(alone, ""), "\x00"s);
    EXPECT_EQ(deflated(with, ""), "\x00"s);
    EXPECT_EQ(deflated(with, ""), "\x00"s) << "twice";
}

TEST(deflate, goes_there_and_back_with_each_window) {
    for (unsigned bits = 9; bits <= 15; ++bits)
        for (bool const keeps_context : {false, true}) {
            deflater there(bits, keeps_context);
            inflater back(bits, keeps_context);
            for (std::size_t const size : {0U, 1U, 100U, 1023U, 70'000U, 0U, 300'000U})
                for (std::string const& text : {std::string(size, 'x'), noise(size)})
                    EXPECT_TRUE(inflated_text(back, deflated(there, text)) == text)
                        << bits << ' ' << size;
        }
}

TEST(deflate, appends_behind_what_is_there) {
    deflater with(15, false);
    std::string output = "before";
    with.append("Hello", output);
    EXPECT_EQ(output, "before\xf2\x48\xcd\xc9\xc9\x07\x00"s);
}

TEST(deflate, stops_a_bomb_while_it_inflates) {
    deflater with(15, false, {.level = 9});
    std::string const bomb = deflated(with, std::string(std::size_t{10} << 20, 'x'));
    ASSERT_LT(bomb.size(), 20'000U);
    inflater back(15, false);
    result const stopped = inflate(back, bomb, 100'000);
    EXPECT_EQ(stopped.state, inflated::too_big);
    EXPECT_EQ(stopped.content.size(), 100'001U);
    EXPECT_EQ(inflated_text(back, deflated(with, "next")), "next") << "for another connection";
}

TEST(deflate, lets_pass_what_just_fits) {
    deflater with(15, false);
    inflater back(15, false);
    for (std::size_t const size : {1U, 511U, 512U, 513U, 5'000U}) {
        std::string const octets = deflated(with, std::string(size, 'x'));
        EXPECT_EQ(inflate(back, octets, size).state, inflated::whole) << size;
        EXPECT_EQ(inflate(back, octets, size - 1).state, inflated::too_big) << size;
    }
}

TEST(deflate, refuses_what_no_compressor_makes) {
    inflater with(15, false);
    EXPECT_EQ(inflate(with, "\xff\xff\xff").state, inflated::broken);
    EXPECT_EQ(inflate(with, "Hello").state, inflated::broken);
    deflater there(15, false);
    std::string const whole = deflated(there, noise(2000) + std::string(2000, 'x'));
    for (std::size_t size = 1; size + 1 < whole.size(); ++size)
        EXPECT_EQ(inflate(with, whole.substr(0, size)).state, inflated::broken) << size;
    EXPECT_EQ(inflate(with, whole).state, inflated::whole);
}

TEST(deflate, goes_on_after_a_block_that_says_it_is_the_last) {
    inflater with(15, true);
    EXPECT_EQ(inflated_text(with, "\xf3\x48\xcd\xc9\xc9\x07\x00\x00"s), "Hello");
    EXPECT_EQ(inflated_text(with, "\xf2\x48\xcd\xc9\xc9\x07\x00"s), "Hello");
}

} // namespace
} // namespace socketiota::wire
