// SPDX-License-Identifier: MIT
// An event that came from another server, on its way to clients and to handlers.
#include "golden.hpp"
#include "sent_to_clients.hpp"

#include <socketiota/codec.hpp>
#include <socketiota/value.hpp>

#include <gtest/gtest.h>

#include <cluster/carried_event.hpp>
#include <cluster/carried_octets.hpp>
#include <cluster/msgpack_transfer.hpp>
#include <value/value_writer.hpp>

namespace socketiota::cluster {
namespace {

using encoding = carried_value::encoding;

TEST(carried_event, goes_to_clients_as_it_came) {
    carried_event event;
    ASSERT_TRUE(event.open({encoding::json, R"( ["hello", 1.50 ,{"a":[null]}, "x,]"] )"}));
    EXPECT_EQ(event.name(), "hello");
    EXPECT_EQ(event.arguments().size(), 3U);
    EXPECT_EQ(as_text(event), R"(42["hello",1.50,{"a":[null]},"x,]"])");
    EXPECT_EQ(as_msgpack(event), "94a568656c6c6fcb3ff800000000000081a16191c0a3782c5d");
}

TEST(carried_event, keeps_binary) {
    carried_event event;
    std::string const octets = from_hex("93a362696ec40301020382a27538c403040506a1610b");
    ASSERT_TRUE(event.open({encoding::msgpack, octets}));
    EXPECT_EQ(as_text(event), R"(452-["bin",{"_placeholder":true,"num":0},)"
                              R"({"u8":{"_placeholder":true,"num":1},"a":11}])");
    EXPECT_EQ(as_msgpack(event), to_hex(octets));
}

TEST(carried_event, makes_of_times_what_a_node_server_makes) {
    // "e", the standard's time in its three lengths, one that no Date holds, and a parser's own
    std::string const octets = from_hex("96a165d6ff00000001d7ff1d5353006553f100"
                                        "c70cff3b8b87c0ffffffffffffffff"
                                        "c70cff000000007fffffffffffffff"
                                        "d7000000018bcfe5687b");
    carried_event event;
    ASSERT_TRUE(event.open({encoding::msgpack, octets}));
    EXPECT_EQ(as_text(event), R"(42["e","1970-01-01T00:00:01.000Z","2023-11-14T22:13:20.123Z",)"
                              R"("1969-12-31T23:59:59.999Z",null,"2023-11-14T22:13:20.123Z"])");
    EXPECT_EQ(as_msgpack(event), "96a165d70000000000000003e8d7000000018bcfe5687b"
                                 "d700ffffffffffffffff"
                                 "c0"
                                 "d7000000018bcfe5687b");
}

TEST(carried_event, leaves_out_members_that_are_undefined) {
    carried_event event;
    std::string const octets = from_hex("92a16582a175d40000a17691d40000");
    ASSERT_TRUE(event.open({encoding::msgpack, octets}));
    EXPECT_EQ(as_text(event), R"(42["e",{"v":[null]}])");
}

TEST(carried_event, makes_an_array_of_other_extensions) {
    carried_event event;
    std::string const octets = from_hex("92a165d50501ff");
    ASSERT_TRUE(event.open({encoding::msgpack, octets}));
    EXPECT_EQ(as_text(event), R"(451-["e",[5,{"_placeholder":true,"num":0}]])");
    EXPECT_TRUE(holds_binary({encoding::msgpack, octets}));
}

TEST(carried_event, can_be_read_and_written_in_turn) {
    carried_event event;
    ASSERT_TRUE(event.open({encoding::json, R"(["e",1,"two"])"}));
    for (int round = 0; round != 2; ++round) {
        reader& from = event.read();
        std::int64_t number = 0;
        std::string_view text;
        ASSERT_TRUE(from.next_element() && from.read_int64(number));
        ASSERT_TRUE(from.next_element() && from.read_string(text));
        EXPECT_FALSE(from.next_element());
        EXPECT_EQ(number, 1);
        EXPECT_EQ(text, "two");
        EXPECT_EQ(as_text(event), R"(42["e",1,"two"])");
    }
}

TEST(carried_event, is_decoded_for_parsers_of_programs) {
    carried_event event;
    std::string const octets = from_hex("92a16582a16101a16293c0c3c40107");
    ASSERT_TRUE(event.open({encoding::msgpack, octets}));
    value made;
    value_writer to(made, 100);
    to.begin_array(1);
    event.arguments().write(to);
    to.end_array();
    EXPECT_EQ(made[0]["a"], value(1));
    EXPECT_EQ(made[0]["b"].size(), 3U);
}

TEST(carried_event, takes_a_number_as_name) {
    carried_event event;
    ASSERT_TRUE(event.open({encoding::json, "[7]"}));
    EXPECT_EQ(event.name(), "7");
    EXPECT_EQ(event.arguments().size(), 0U);
}

TEST(carried_event, mends_texts) {
    carried_event event;
    ASSERT_TRUE(event.open({encoding::json, "[\"e\",\"\xED\xA0\x80\"]"}));
    EXPECT_EQ(as_text(event), "42[\"e\",\"\xEF\xBF\xBD\"]");
    // "e", a surrogate, a map with a number as key
    std::string const octets = from_hex("93a165a3eda080810701");
    ASSERT_TRUE(event.open({encoding::msgpack, octets}));
    EXPECT_EQ(as_text(event), "42[\"e\",\"\xEF\xBF\xBD\",{\"7\":1}]");
    ASSERT_TRUE(event.open({encoding::json, R"(["\ud800"])"}));
    EXPECT_EQ(event.name(), "\xEF\xBF\xBD");
}

TEST(carried_event, refuses_what_is_no_event) {
    carried_event event;
    for (std::string_view const text : {"", "[]", "{}", "\"e\"", "[null]", "[[]]", "[\"e\"",
                                        "[\"e\",]", "[\"e\" 1]", "[\"\\x\"]", "[\"e\",01]"})
        EXPECT_FALSE(event.open({encoding::json, text})) << text;
    for (std::string_view const octets :
         {"", "90", "80", "a165", "91c0", "92a165", "91c1", "91a16500", "92a16581c001", "91a265"})
        EXPECT_FALSE(event.open({encoding::msgpack, from_hex(octets)})) << octets;
}

TEST(carried_event, limits_depth) {
    carried_event event(3);
    EXPECT_TRUE(event.open({encoding::json, R"(["e",[[1]]])"}));
    EXPECT_FALSE(event.open({encoding::json, R"(["e",[[[]]]])"}));
    EXPECT_TRUE(event.open({encoding::msgpack, "\x92\xA1"
                                               "e\x91\x91\x01"}));
    EXPECT_FALSE(event.open({encoding::msgpack, "\x92\xA1"
                                                "e\x91\x91\x90"}));
}

TEST(carried_event, is_not_mended_when_it_is_too_deep) {
    // Each level that is open is held, and takes an octet of the message alone.
    auto const nested = [](std::size_t depth) { return std::string(depth, '\x91') + '\x01'; };
    EXPECT_TRUE(mend_msgpack(nested(max_json_depth)).has_value());
    EXPECT_FALSE(mend_msgpack(nested(max_json_depth + 1)).has_value());
}

TEST(carried_reader, is_in_front_of_a_value) {
    carried_reader reading;
    reader* from = reading.open({encoding::json, "7"});
    ASSERT_NE(from, nullptr);
    EXPECT_EQ(from->peek(), value_kind::integer);
    from = reading.open({encoding::msgpack, "\xA1x"});
    ASSERT_NE(from, nullptr);
    EXPECT_EQ(from->peek(), value_kind::string);
    EXPECT_EQ(reading.open({}), nullptr);
    EXPECT_EQ(reading.open({encoding::json, "7 8"}), nullptr);
    EXPECT_EQ(reading.open({encoding::msgpack, "\xC1"}), nullptr);
}

TEST(carried_reader, is_inside_of_an_array_with_an_answer) {
    carried_reader reading(2);
    for (carried_value const& answer : {carried_value{encoding::json, R"({"a":[1]})"},
                                        carried_value{encoding::msgpack, "\x81\xA1"
                                                                         "a\x91\x01"}}) {
        reader* const from = reading.open_answer(answer);
        ASSERT_NE(from, nullptr);
        value made;
        ASSERT_TRUE(from->next_element() && decode(*from, made));
        EXPECT_EQ(made.to_json(), R"({"a":[1]})");
        EXPECT_FALSE(from->next_element());
        EXPECT_FALSE(from->failed());
    }
    for (auto const in : {encoding::json, encoding::msgpack}) {
        reader* const from = reading.open_answer({in, {}});
        ASSERT_NE(from, nullptr);
        EXPECT_FALSE(from->next_element());
        EXPECT_FALSE(from->failed());
    }
    EXPECT_EQ(reading.open_answer({encoding::json, "1,2]"}), nullptr);
    EXPECT_EQ(reading.open_answer({encoding::json, "[[[1]]]"}), nullptr); // deeper than two
    EXPECT_EQ(reading.open_answer({encoding::msgpack, "\x01\x02"}), nullptr);
}

} // namespace
} // namespace socketiota::cluster
