// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <packet/arguments_reader.hpp>
#include <packet/decoder.hpp>
#include <packet/kept_event.hpp>

namespace socketiota::packet {
namespace {

std::span<std::byte const> octets_of(std::string_view text) {
    return std::as_bytes(std::span<char const>(text));
}

/// Reads `text` and its attachments from memory that is overwritten before this returns.
kept_event keep(decoder_limits const& limits, std::string text,
                std::vector<std::string> const& attachments = {}) {
    decoder from(limits);
    incoming_packet event;
    auto found = from.on_text(text, event);
    for (std::string const& each : attachments)
        found = from.on_binary(octets_of(each), event);
    EXPECT_EQ(found, decoder::outcome::packet);
    kept_event kept(event);
    text.assign(text.size(), '!');
    return kept;
}

TEST(kept_event, outlives_what_it_was_read_from) {
    decoder_limits const limits;
    kept_event const kept = keep(limits, R"(2/admin,17["news",{"a":[1]},"b"])");
    incoming_packet event;
    kept.open(limits, event);
    EXPECT_EQ(event.type, packet_type::event);
    EXPECT_EQ(event.nsp, "/admin");
    EXPECT_EQ(event.id, 17U);
    EXPECT_EQ(event.event_name, "news");
    EXPECT_EQ(event.data, R"(["news",{"a":[1]},"b"])");
    EXPECT_EQ(event.data.substr(event.arguments_begin), R"({"a":[1]},"b"])");
    EXPECT_TRUE(event.attachments.empty());
}

TEST(kept_event, keeps_names_with_escapes_and_the_bare_event) {
    decoder_limits const limits;
    incoming_packet event;
    kept_event const escaped = keep(limits, R"(2["a\n\u00e4 name that is not short"])");
    escaped.open(limits, event);
    EXPECT_EQ(event.event_name, "a\n\xc3\xa4 name that is not short");
    EXPECT_EQ(event.nsp, "/");
    EXPECT_FALSE(event.id);

    kept_event const bare = keep(limits, "2/admin");
    incoming_packet nothing;
    bare.open(limits, nothing);
    EXPECT_EQ(nothing.type, packet_type::event);
    EXPECT_EQ(nothing.nsp, "/admin");
    EXPECT_EQ(nothing.event_name, "");
    EXPECT_EQ(nothing.data, "");
}

TEST(kept_event, keeps_one_that_is_as_large_as_it_may_be) {
    std::string const text = R"(2["x",12345])";
    decoder_limits const limits{.max_packet_size = text.size()};
    kept_event const kept = keep(limits, text);
    incoming_packet event;
    kept.open(limits, event);
    EXPECT_EQ(event.data, R"(["x",12345])");
}

TEST(kept_event, shares_attachments) {
    decoder_limits const limits;
    kept_event const kept = keep(limits,
                                 R"(52-["x",{"_placeholder":true,"num":1},)"
                                 R"({"_placeholder":true,"num":0}])",
                                 {"first", "second"});
    incoming_packet event;
    kept.open(limits, event);
    EXPECT_EQ(event.type, packet_type::event);
    ASSERT_EQ(event.attachments.size(), 2U);
    arguments_reader opened;
    reader& from = opened.open(event);
    bytes argument;
    ASSERT_TRUE(from.next_element());
    ASSERT_TRUE(from.read_bytes(argument));
    EXPECT_EQ(argument.as_text(), "second");
    EXPECT_EQ(argument.data(), event.attachments[1].data());
    ASSERT_TRUE(from.next_element());
    ASSERT_TRUE(from.read_bytes(argument));
    EXPECT_EQ(argument.as_text(), "first");
}

TEST(kept_event, counts_all_octets_that_it_takes) {
    decoder_limits const limits;
    std::size_t const small = keep(limits, R"(2["x"])").size();
    EXPECT_GE(small, sizeof(kept_event) + 6);
    EXPECT_EQ(keep(limits, R"(2["x",")" + std::string(1000, 'a') + "\"]").size(), small + 1003);
    EXPECT_GE(
        keep(limits, R"(51-["x",{"_placeholder":true,"num":0}])", {std::string(1000, 'a')}).size(),
        small + 1000);
}

} // namespace
} // namespace socketiota::packet
