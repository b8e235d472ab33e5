// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <string>

#include <base/outgoing_pool.hpp>
#include <engine/unit_encoding.hpp>

namespace socketiota::engine {
namespace {

using namespace std::string_literals;

std::string frames(base::outgoing& unit, std::size_t skipped = 0,
                   attachment_form form = attachment_form::binary) {
    base::output_buffer copies;
    gathered_write write(copies);
    add_websocket_frames(unit, form, skipped, write);
    std::string text;
    for (boost::asio::const_buffer const& piece : write.buffers())
        text.append(static_cast<char const*>(piece.data()), piece.size());
    return text;
}

TEST(unit_encoding, frames_text_and_attachments) {
    base::outgoing_pool pool;
    auto const unit =
        pool.make("4hello", {bytes(std::string_view("one")), bytes(std::string_view(""))});
    EXPECT_EQ(frames(*unit), "\x81\x06"s + "4hello" + "\x82\x03" + "one" + "\x82\0"s);
    EXPECT_EQ(websocket_size(*unit, attachment_form::binary), frames(*unit).size());
}

TEST(unit_encoding, leaves_out_what_is_sent_already) {
    base::outgoing_pool pool;
    auto const unit = pool.make("4hello", {bytes(std::string(200, 'x'))});
    std::string const whole = frames(*unit);
    for (std::size_t skipped = 0; skipped <= whole.size(); ++skipped)
        EXPECT_EQ(frames(*unit, skipped), whole.substr(skipped));
}

TEST(unit_encoding, frames_attachments_as_text_for_clients_without_binary) {
    base::outgoing_pool pool;
    auto const unit = pool.make("4hello", {bytes(std::string_view("\1\2\3\4")), bytes()});
    std::string const whole = frames(*unit, 0, attachment_form::base64);
    EXPECT_EQ(whole, "\x81\x06"s + "4hello" + "\x81\x09" + "bAQIDBA==" + "\x81\x01" + "b");
    EXPECT_EQ(websocket_size(*unit, attachment_form::base64), whole.size());
    for (std::size_t skipped = 0; skipped <= whole.size(); ++skipped)
        EXPECT_EQ(frames(*unit, skipped, attachment_form::base64), whole.substr(skipped));
    EXPECT_EQ(frames(*unit), "\x81\x06"s + "4hello" + "\x82\x04" + "\1\2\3\4" + "\x82\0"s);
}

TEST(unit_encoding, frames_long_texts_with_long_headers) {
    base::outgoing_pool pool;
    for (std::size_t const size : {125U, 126U, 65535U, 65536U}) {
        auto const unit = pool.make(std::string(size, '.'));
        EXPECT_EQ(websocket_size(*unit, attachment_form::binary), size + (size < 126     ? 2
                                                                          : size < 65536 ? 4
                                                                                         : 10));
        EXPECT_EQ(frames(*unit).size(), websocket_size(*unit, attachment_form::binary));
    }
}

TEST(unit_encoding, writes_the_header_of_a_text_in_front_of_it_once) {
    base::outgoing_pool pool;
    auto const unit = pool.make("4" + std::string(gathered_write::largest_copied, 'x'));
    base::output_buffer copies;
    gathered_write first(copies);
    add_websocket_frames(*unit, attachment_form::binary, 0, first);
    ASSERT_EQ(first.buffers().size(), 1U); // header and text are one piece, not copied
    EXPECT_EQ(first.buffers()[0].data(), unit->text_begin() - 4);
}

TEST(unit_encoding, is_the_attachments_alone_without_a_text) {
    base::outgoing_pool pool;
    auto const unit = pool.make({}, {bytes(std::string_view("one")), bytes()});
    EXPECT_EQ(frames(*unit), "\x82\x03"s + "one" + "\x82\0"s);
    EXPECT_EQ(frames(*unit, 1), "\x03"s + "one" + "\x82\0"s);
    EXPECT_EQ(websocket_size(*unit, attachment_form::binary), 7U);
    EXPECT_EQ(frames(*unit, 0, attachment_form::base64), "\x81\x05"s + "bb25l" + "\x81\x01" + "b");
    EXPECT_EQ(websocket_size(*unit, attachment_form::base64), 10U);
    EXPECT_EQ(frames(*pool.make({})), "\x81\0"s) << "an empty text is one";

    base::output_buffer payload;
    append_to_payload(*unit, payload);
    append_to_payload(*unit, payload);
    EXPECT_EQ(payload.view(), "bb25l\x1e"
                              "b\x1e"
                              "bb25l\x1e"
                              "b");
}

TEST(unit_encoding, joins_units_to_a_payload) {
    base::outgoing_pool pool;
    base::output_buffer payload;
    auto const unit = pool.make("4hello", {bytes(std::string_view("\1\2\3\4")), bytes()});
    append_to_payload(*unit, payload);
    append_to_payload(*unit, payload);
    EXPECT_EQ(payload.view(), "4hello\x1e"
                              "bAQIDBA==\x1e"
                              "b\x1e"
                              "4hello\x1e"
                              "bAQIDBA==\x1e"
                              "b");
}

} // namespace
} // namespace socketiota::engine
