// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <string>

#include <base/outgoing_pool.hpp>
#include <websocket/unit_frames.hpp>

namespace socketiota::websocket {
namespace {

using namespace std::string_literals;

std::string frames(base::outgoing& unit, std::size_t skipped = 0) {
    base::output_buffer copies;
    gathered_write write(copies);
    add_frames(unit, skipped, write);
    std::string text;
    for (boost::asio::const_buffer const& piece : write.buffers())
        text.append(static_cast<char const*>(piece.data()), piece.size());
    return text;
}

TEST(unit_frames, frames_text_and_attachments) {
    base::outgoing_pool pool;
    auto const unit =
        pool.make("4hello", {bytes(std::string_view("one")), bytes(std::string_view(""))});
    EXPECT_EQ(frames(*unit), "\x81\x06"s + "4hello" + "\x82\x03" + "one" + "\x82\0"s);
    EXPECT_EQ(size_of_frames(*unit), frames(*unit).size());
}

TEST(unit_frames, leaves_out_what_is_sent_already) {
    base::outgoing_pool pool;
    auto const unit = pool.make("4hello", {bytes(std::string(200, 'x'))});
    std::string const whole = frames(*unit);
    for (std::size_t skipped = 0; skipped <= whole.size(); ++skipped)
        EXPECT_EQ(frames(*unit, skipped), whole.substr(skipped));
}

TEST(unit_frames, frames_long_texts_with_long_headers) {
    base::outgoing_pool pool;
    for (std::size_t const size : {125U, 126U, 65535U, 65536U}) {
        auto const unit = pool.make(std::string(size, '.'));
        EXPECT_EQ(size_of_frames(*unit), size + (size < 126 ? 2 : size < 65536 ? 4 : 10));
        EXPECT_EQ(frames(*unit).size(), size_of_frames(*unit));
    }
}

TEST(unit_frames, writes_the_header_of_a_text_in_front_of_it_once) {
    base::outgoing_pool pool;
    auto const unit = pool.make("4" + std::string(gathered_write::largest_copied, 'x'));
    base::output_buffer copies;
    gathered_write first(copies);
    add_frames(*unit, 0, first);
    ASSERT_EQ(first.buffers().size(), 1U); // header and text are one piece, not copied
    EXPECT_EQ(first.buffers()[0].data(), unit->text_begin() - 4);
}

TEST(unit_frames, is_the_attachments_alone_without_a_text) {
    base::outgoing_pool pool;
    auto const unit = pool.make({}, {bytes(std::string_view("one")), bytes()});
    EXPECT_EQ(frames(*unit), "\x82\x03"s + "one" + "\x82\0"s);
    EXPECT_EQ(frames(*unit, 1), "\x03"s + "one" + "\x82\0"s);
    EXPECT_EQ(size_of_frames(*unit), 7U);
    EXPECT_EQ(frames(*pool.make({})), "\x81\0"s) << "an empty text is one";
}

} // namespace
} // namespace socketiota::websocket
