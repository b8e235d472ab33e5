// SPDX-License-Identifier: MIT
#include "frame_script.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>

namespace socketiota::wire {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using events = std::vector<std::string>;

// What the server reads of `wire`, after a proof that no way of cutting it makes a difference.
events server_reads(std::string_view wire, frame_limits limits = {}) {
    events const whole = read_in_pieces(websocket_role::server, wire, wire.size() + 1, limits);
    EXPECT_EQ(read_in_pieces(websocket_role::server, wire, 1, limits), whole);
    for (std::size_t split = 0; split <= wire.size(); ++split)
        EXPECT_EQ(read_split(websocket_role::server, wire, split, limits), whole)
            << "split at " << split;
    return whole;
}

events client_reads(std::string_view wire, frame_limits limits = {}) {
    events const whole = read_in_pieces(websocket_role::client, wire, wire.size() + 1, limits);
    EXPECT_EQ(read_in_pieces(websocket_role::client, wire, 1, limits), whole);
    for (std::size_t split = 0; split <= wire.size(); ++split)
        EXPECT_EQ(read_split(websocket_role::client, wire, split, limits), whole)
            << "split at " << split;
    return whole;
}

std::string close_payload(int code, std::string_view reason = "") {
    return octets({code >> 8, code & 0xFF}).append(reason);
}

TEST(frame_reader, reads_the_examples_of_rfc_6455_5_7) {
    EXPECT_THAT(
        server_reads(octets({0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58})),
        ElementsAre("text Hello"));
    EXPECT_THAT(client_reads(octets({0x81, 0x05, 0x48, 0x65, 0x6c, 0x6c, 0x6f})),
                ElementsAre("text Hello"));
    EXPECT_THAT(client_reads(octets({0x01, 0x03, 0x48, 0x65, 0x6c, 0x80, 0x02, 0x6c, 0x6f})),
                ElementsAre("text Hello"));
}

TEST(frame_reader, reads_every_length_around_the_three_forms) {
    for (std::size_t const size : {0U, 1U, 3U, 125U, 126U, 127U, 128U, 65535U, 65536U, 65537U}) {
        std::string content(size, 'x');
        for (std::size_t index = 0; index < size; ++index)
            content[index] = static_cast<char>('a' + index % 26);
        std::string const wire = from_client(opcode::text, content);
        EXPECT_EQ(read_in_pieces(websocket_role::server, wire, wire.size()),
                  events{"text " + content});
        EXPECT_EQ(read_in_pieces(websocket_role::server, wire, 1000), events{"text " + content});
        std::string const back = from_server(opcode::binary, content);
        EXPECT_EQ(read_in_pieces(websocket_role::client, back, back.size()),
                  events{"binary " + content});
        EXPECT_EQ(read_in_pieces(websocket_role::client, back, 1000), events{"binary " + content});
    }
}

TEST(frame_reader, hands_out_a_whole_frame_where_it_lies) {
    std::string wire = from_client(opcode::text, "in place");
    frame_reader reader(websocket_role::server, {});
    std::span<std::byte> input = std::as_writable_bytes(std::span(wire));
    frame_event const event = reader.next(input);
    ASSERT_EQ(event.type, frame_event::kind::text);
    EXPECT_EQ(event.text().data(), wire.data() + 6);
    EXPECT_TRUE(input.empty());
    EXPECT_EQ(reader.held_size(), 0U);
}

TEST(frame_reader, reads_many_frames_from_one_piece) {
    EXPECT_THAT(server_reads(from_client(opcode::text, "one") + from_client(opcode::binary, "two") +
                             from_client(opcode::ping, "three") + from_client(opcode::pong, "") +
                             from_client(opcode::text, "")),
                ElementsAre("text one", "binary two", "ping three", "pong ", "text "));
}

TEST(frame_reader, joins_fragments_around_control_frames) {
    EXPECT_THAT(server_reads(
                    from_client(opcode::text, "a", false) + from_client(opcode::ping, "between") +
                    from_client(opcode::continuation, "", false) +
                    from_client(opcode::pong, "two") + from_client(opcode::continuation, "b") +
                    from_client(opcode::binary, "", false) + from_client(opcode::continuation, "")),
                ElementsAre("ping between", "pong two", "text ab", "binary "));
}

TEST(frame_reader, joins_a_thousand_fragments_without_recursion) {
    std::string wire = from_client(opcode::text, "x", false);
    for (int count = 0; count < 10'000; ++count)
        wire += from_client(opcode::continuation, "x", false);
    wire += from_client(opcode::continuation, "");
    EXPECT_EQ(read_in_pieces(websocket_role::server, wire, wire.size()),
              events{"text " + std::string(10'001, 'x')});
}

TEST(frame_reader, takes_lengths_in_more_octets_than_needed_as_the_official_server_does) {
    EXPECT_THAT(client_reads(octets({0x81, 126, 0, 2, 'h', 'i'})), ElementsAre("text hi"));
    EXPECT_THAT(client_reads(octets({0x81, 127, 0, 0, 0, 0, 0, 0, 0, 2, 'h', 'i'})),
                ElementsAre("text hi"));
}

TEST(frame_reader, asks_for_the_mask_that_goes_with_its_role) {
    EXPECT_THAT(server_reads(from_server(opcode::text, "x")), ElementsAre("error 1002"));
    EXPECT_THAT(client_reads(from_client(opcode::text, "x")), ElementsAre("error 1002"));
}

TEST(frame_reader, refuses_reserved_bits) {
    for (int const bit : {0x10, 0x20, 0x40}) {
        EXPECT_THAT(client_reads(octets({0x81 | bit, 0})), ElementsAre("error 1002"));
        EXPECT_THAT(client_reads(octets({0x89 | bit, 0})), ElementsAre("error 1002"));
    }
}

TEST(frame_reader, refuses_reserved_opcodes) {
    for (int const code : {0x3, 0x4, 0x5, 0x6, 0x7, 0xB, 0xC, 0xD, 0xE, 0xF})
        EXPECT_THAT(client_reads(octets({0x80 | code, 0})), ElementsAre("error 1002"));
}

TEST(frame_reader, refuses_fragmented_and_long_control_frames) {
    for (int const code : {0x8, 0x9, 0xA}) {
        EXPECT_THAT(client_reads(octets({code, 0})), ElementsAre("error 1002"));
        EXPECT_THAT(client_reads(octets({0x80 | code, 126, 0, 126})), ElementsAre("error 1002"));
        EXPECT_THAT(client_reads(octets({0x80 | code, 127, 0, 0, 0, 0, 0, 0, 0, 1, 'x'})),
                    ElementsAre("error 1002"));
    }
    std::string const longest(125, 'p');
    EXPECT_THAT(server_reads(from_client(opcode::ping, longest)), ElementsAre("ping " + longest));
}

TEST(frame_reader, refuses_a_continuation_of_nothing) {
    EXPECT_THAT(server_reads(from_client(opcode::continuation, "x")), ElementsAre("error 1002"));
    EXPECT_THAT(server_reads(from_client(opcode::text, "x") +
                             from_client(opcode::continuation, "x", false)),
                ElementsAre("text x", "error 1002"));
    EXPECT_THAT(server_reads(from_client(opcode::text, "x", false) +
                             from_client(opcode::continuation, "y") +
                             from_client(opcode::continuation, "z")),
                ElementsAre("text xy", "error 1002"));
}

TEST(frame_reader, refuses_a_new_text_among_fragments) {
    EXPECT_THAT(
        server_reads(from_client(opcode::text, "x", false) + from_client(opcode::binary, "y")),
        ElementsAre("error 1002"));
}

TEST(frame_reader, refuses_by_the_header_what_is_over_the_limit) {
    frame_limits const limits{.max_payload_size = 200, .max_fragments = 4};
    EXPECT_THAT(server_reads(from_client(opcode::text, std::string(200, 'x')), limits),
                ElementsAre("text " + std::string(200, 'x')));
    EXPECT_THAT(server_reads(from_client(opcode::text, std::string(201, 'x')), limits),
                ElementsAre("error 1009"));
    EXPECT_THAT(server_reads(from_client(opcode::text, "1234567"), {.max_payload_size = 6}),
                ElementsAre("error 1009"));
    // No octet of the content, not even the mask, is waited for.
    EXPECT_THAT(server_reads(octets({0x81, 0xFE, 0, 201}), limits), ElementsAre("error 1009"));
    EXPECT_THAT(server_reads(octets({0x82, 0xFF, 0x80, 0, 0, 0, 0, 0, 0, 0}), limits),
                ElementsAre("error 1009"));
    EXPECT_THAT(server_reads(octets({0x82, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF}),
                             {.max_payload_size = 1'000'000}),
                ElementsAre("error 1009"));
    EXPECT_THAT(server_reads(from_client(opcode::text, std::string(100, 'x'), false) +
                                 from_client(opcode::continuation, std::string(100, 'y'), false) +
                                 from_client(opcode::continuation, "z"),
                             limits),
                ElementsAre("error 1009"));
    EXPECT_THAT(
        server_reads(from_client(opcode::text, std::string(100, 'x'), false) +
                         octets({0x80, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF}),
                     limits),
        ElementsAre("error 1009"));
}

TEST(frame_reader, counts_the_limit_anew_for_each_text) {
    frame_limits const limits{.max_payload_size = 6, .max_fragments = 2};
    std::string const fragmented =
        from_client(opcode::text, "abc", false) + from_client(opcode::continuation, "def");
    EXPECT_THAT(server_reads(fragmented + fragmented, limits),
                ElementsAre("text abcdef", "text abcdef"));
}

TEST(frame_reader, counts_fragments_with_the_empty_ones) {
    frame_limits const limits{.max_payload_size = 100, .max_fragments = 3};
    std::string const first = from_client(opcode::binary, "", false);
    std::string const next = from_client(opcode::continuation, "", false);
    std::string const last = from_client(opcode::continuation, "");
    EXPECT_THAT(server_reads(first + next + last, limits), ElementsAre("binary "));
    EXPECT_THAT(server_reads(first + next + next + last, limits), ElementsAre("error 1008"));
}

TEST(frame_reader, refuses_text_that_is_not_utf8) {
    for (std::string const& text :
         {octets({0xFF}), octets({0xC0, 0x80}), octets({0xED, 0xA0, 0x80}),
          octets({0xF4, 0x90, 0x80, 0x80}), octets({0xE2, 0x82}), octets({'a', 0x80})})
        EXPECT_THAT(server_reads(from_client(opcode::text, text)), ElementsAre("error 1007"));
    EXPECT_THAT(client_reads(from_server(opcode::text, octets({0xFF}))), ElementsAre("error 1007"));
    EXPECT_THAT(server_reads(from_client(opcode::binary, "\xFF")), ElementsAre("binary \xFF"));
}

TEST(frame_reader, takes_characters_cut_by_fragments) {
    std::string const euro = "\xE2\x82\xAC";
    EXPECT_THAT(server_reads(from_client(opcode::text, euro.substr(0, 1), false) +
                             from_client(opcode::continuation, "", false) +
                             from_client(opcode::continuation, euro.substr(1, 1), false) +
                             from_client(opcode::continuation, euro.substr(2))),
                ElementsAre("text " + euro));
    EXPECT_THAT(server_reads(from_client(opcode::text, "a" + euro.substr(0, 2), false) +
                             from_client(opcode::continuation, "")),
                ElementsAre("error 1007"));
}

TEST(frame_reader, refuses_invalid_text_before_it_is_complete) {
    frame_reader reader(websocket_role::server, {});
    events seen;
    feed(reader, from_client(opcode::text, octets({0xF4}), false), seen);
    EXPECT_THAT(seen, IsEmpty());
    feed(reader, from_client(opcode::continuation, octets({0x90}), false), seen);
    EXPECT_THAT(seen, ElementsAre("error 1007"));

    frame_reader partial(websocket_role::server, {});
    seen.clear();
    feed(partial, from_client(opcode::text, octets({'a', 0xFF, 'b', 'c', 'd'})).substr(0, 8), seen);
    EXPECT_THAT(seen, ElementsAre("error 1007"));
}

TEST(frame_reader, reads_close_frames) {
    EXPECT_THAT(server_reads(from_client(opcode::close, "")), ElementsAre("close 1005 "));
    EXPECT_THAT(server_reads(from_client(opcode::close, close_payload(1000, "bye \xE2\x82\xAC"))),
                ElementsAre("close 1000 bye \xE2\x82\xAC"));
    for (int const code : {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014,
                           3000, 3999, 4000, 4999})
        EXPECT_THAT(server_reads(from_client(opcode::close, close_payload(code))),
                    ElementsAre("close " + std::to_string(code) + " "));
}

TEST(frame_reader, refuses_close_codes_that_may_not_be_sent) {
    for (int const code : {0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65535})
        EXPECT_THAT(server_reads(from_client(opcode::close, close_payload(code))),
                    ElementsAre("error 1002"))
            << code;
}

TEST(frame_reader, refuses_malformed_close_frames) {
    EXPECT_THAT(server_reads(from_client(opcode::close, "x")), ElementsAre("error 1002"));
    EXPECT_THAT(server_reads(from_client(opcode::close, close_payload(1000, "\xFF"))),
                ElementsAre("error 1007"));
    EXPECT_THAT(server_reads(from_client(opcode::close, close_payload(1000, "\xE2\x82"))),
                ElementsAre("error 1007"));
}

TEST(frame_reader, ignores_what_follows_a_close_or_an_error) {
    EXPECT_THAT(server_reads(from_client(opcode::close, "") + from_client(opcode::text, "late") +
                             "garbage"),
                ElementsAre("close 1005 "));
    EXPECT_THAT(server_reads(octets({0x83, 0x80}) + from_client(opcode::text, "late")),
                ElementsAre("error 1002"));
}

TEST(frame_reader, holds_nothing_between_frames) {
    frame_reader reader(websocket_role::server, {});
    EXPECT_FALSE(reader.is_mid_frame());
    std::string const large = from_client(opcode::binary, std::string(500'000, 'x'));
    events seen;
    for (std::size_t from = 0; from < large.size(); from += 65536) {
        feed(reader, std::string_view(large).substr(from, 65536), seen);
        // At most twice what has arrived.
        EXPECT_LE(reader.held_size(), 2 * (from + 65536) + 512);
    }
    EXPECT_EQ(seen.size(), 1U);
    EXPECT_EQ(reader.held_size(), 0U);
    EXPECT_FALSE(reader.is_mid_frame());
}

TEST(frame_reader, reserves_by_what_arrived_not_by_what_was_declared) {
    frame_reader reader(websocket_role::server, {.max_payload_size = std::uint64_t{1} << 62});
    events seen;
    feed(reader,
         octets({0x82, 0xFF, 0x3F, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4}) + std::string(100, 'x'), seen);
    EXPECT_THAT(seen, IsEmpty());
    EXPECT_TRUE(reader.is_mid_frame());
    EXPECT_LE(reader.held_size(), 1000U);
}

TEST(frame_reader, keeps_fragments_while_a_control_frame_arrives_in_pieces) {
    frame_reader reader(websocket_role::server, {});
    events seen;
    feed(reader, from_client(opcode::text, "first ", false), seen);
    std::string const ping = from_client(opcode::ping, "still there?");
    feed(reader, ping.substr(0, 9), seen);
    feed(reader, ping.substr(9), seen);
    EXPECT_THAT(seen, ElementsAre("ping still there?"));
    EXPECT_TRUE(reader.is_mid_frame());
    feed(reader, from_client(opcode::continuation, "second"), seen);
    EXPECT_THAT(seen, ElementsAre("ping still there?", "text first second"));
}

TEST(frame_reader, goes_on_after_a_move) {
    frame_reader first(websocket_role::server, {});
    events seen;
    std::string const wire = from_client(opcode::text, "moved between shards");
    feed(first, wire.substr(0, 11), seen);
    frame_reader second = std::move(first);
    feed(second, wire.substr(11), seen);
    EXPECT_THAT(seen, ElementsAre("text moved between shards"));
}

} // namespace
} // namespace socketiota::wire
