// SPDX-License-Identifier: MIT
#include <socketiota/arguments.hpp>

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <packet/arguments_reader.hpp>
#include <packet/decoder.hpp>
#include <packet/encoders.hpp>
#include <packet/kept_event.hpp>
#include <support/split_parser.hpp>

namespace socketiota::packet {
namespace {

using outcome = decoder::outcome;

class custom_parser : public testing::Test {
protected:
    outcome text(std::string_view message) { return decode_.on_text(message, packet); }

    outcome binary(std::string_view message) {
        return decode_.on_binary(std::as_bytes(std::span(message)), packet);
    }

    static value arguments_of(incoming_packet const& from) {
        arguments_reader opened;
        reader& in = opened.open(from);
        value all = value::empty_array();
        while (in.next_element())
            EXPECT_TRUE(decode(in, all.push_back({})));
        return all;
    }

    decoder_limits limits{.max_packet_size = 1000,
                          .custom = std::make_shared<test::split_parser const>()};
    decoder decode_{limits};
    incoming_packet packet;
    base::outgoing_pool pool_;
    encoders with_{pool_, 10, limits.custom};
};

TEST_F(custom_parser, puts_packets_together_from_messages) {
    EXPECT_EQ(decode_.parser(), parser_kind::custom);
    ASSERT_EQ(text(R"({"kind":2,"nsp":"/a","id":7})"), outcome::incomplete);
    EXPECT_TRUE(decode_.incomplete());
    ASSERT_EQ(binary(R"(["x",1,{"y":2}])"), outcome::packet);
    EXPECT_FALSE(decode_.incomplete());
    EXPECT_EQ(packet.type, packet_type::event);
    EXPECT_EQ(packet.nsp, "/a");
    EXPECT_EQ(packet.id, 7U);
    EXPECT_EQ(packet.event_name, "x");
    EXPECT_TRUE(packet.has_data());
    EXPECT_EQ(arguments_of(packet), array(1, object("y", 2)));
    decode_.forget_complete();

    ASSERT_EQ(text(R"({"kind":1,"nsp":"/a"})"), outcome::packet);
    EXPECT_EQ(packet.type, packet_type::disconnect);
    EXPECT_FALSE(packet.has_data());
    ASSERT_EQ(text(R"({"kind":3,"nsp":"/","id":1})"), outcome::incomplete);
    ASSERT_EQ(binary("[5]"), outcome::packet);
    EXPECT_EQ(arguments_of(packet), array(5));
}

TEST_F(custom_parser, is_refused_what_is_no_packet) {
    struct row {
        std::string_view head;
        std::string_view data;
        packet_error why;
    };

    for (row const& each : {
             row{R"({"kind":9,"nsp":"/"})", "[]", packet_error::invalid_payload},
             row{R"({"kind":2,"nsp":""})", R"(["x"])", packet_error::invalid_payload},
             row{R"({"kind":2,"nsp":"/"})", "{}", packet_error::invalid_payload},
             row{R"({"kind":2,"nsp":"/"})", "[]", packet_error::invalid_payload},
             row{R"({"kind":2,"nsp":"/"})", "[1]", packet_error::invalid_payload},
             row{R"({"kind":2,"nsp":"/"})", R"(["disconnect"])", packet_error::invalid_payload},
             row{R"({"kind":3,"nsp":"/"})", "{}", packet_error::invalid_payload},
             row{R"({"kind":0,"nsp":"/"})", "[]", packet_error::invalid_payload},
             row{R"({"kind":4,"nsp":"/"})", "[]", packet_error::invalid_payload},
             row{R"({"kind":3,"nsp":"/","id":9007199254740992})", "[]", packet_error::illegal_id},
             row{R"({"kind":2,"nsp":"/"})", "not JSON", packet_error::invalid_payload},
             row{R"({"kind":2,"nsp":"/"})", "throw", packet_error::invalid_payload},
         }) {
        decoder fresh(limits);
        ASSERT_EQ(fresh.on_text(each.head, packet), outcome::incomplete) << each.head;
        EXPECT_EQ(fresh.on_binary(std::as_bytes(std::span(each.data)), packet), outcome::error)
            << each.head << each.data;
        EXPECT_EQ(fresh.error(), each.why) << each.head << each.data;
    }
    EXPECT_EQ(binary("[]"), outcome::error) << "no head came before it";
}

TEST_F(custom_parser, is_limited_in_what_may_wait) {
    std::string const head = R"({"kind":2,"nsp":"/"})";
    std::string const name = R"(["x",")";
    std::size_t const rest = limits.max_packet_size - head.size() - attachment_cost;
    ASSERT_EQ(text(head), outcome::incomplete);
    EXPECT_EQ(binary(name + std::string(rest - name.size() - 2, 'a') + "\"]"), outcome::packet);
    ASSERT_EQ(text(head), outcome::incomplete);
    EXPECT_EQ(binary(name + std::string(rest - name.size() - 1, 'a') + "\"]"), outcome::error);
    EXPECT_EQ(decode_.error(), packet_error::too_large);
}

TEST_F(custom_parser, encodes_for_all) {
    int const one = 1;
    detail::argument_ref const argument(one);
    speakers spoken;
    spoken.add(parser_kind::msgpack); // who cannot be there
    auto const units = with_.event(spoken, "/a", 3, "x", detail::argument_list{argument}, {});
    ASSERT_TRUE(units);
    EXPECT_FALSE(units->in(parser_kind::json));
    EXPECT_FALSE(units->in(parser_kind::msgpack));
    base::outgoing_ptr const& unit = units->in(parser_kind::custom);
    ASSERT_TRUE(unit);
    EXPECT_EQ(unit->text(), R"(4{"kind":2,"nsp":"/a","id":3})");
    ASSERT_EQ(unit->attachments().size(), 1U);
    EXPECT_EQ(unit->attachments()[0].as_text(), R"(["x",1])");

    carried_event const carried(*units);
    event_units const there = carried.units(with_, spoken);
    EXPECT_EQ(there.in(parser_kind::custom)->text(), unit->text());

    encoder& all = with_.of(parser_kind::custom);
    EXPECT_EQ(all.disconnect("/a")->text(), R"(4{"kind":1,"nsp":"/a"})");
    EXPECT_EQ(all.connect("/", "s", "")->attachments()[0].as_text(), R"({"sid":"s"})");
    EXPECT_EQ(all.connect_error("/", "no", object("a", 1)).value()->attachments()[0].as_text(),
              R"({"message":"no","data":{"a":1}})");
    EXPECT_EQ(all.ack("/", 4, detail::argument_list{argument}).value()->attachments()[0].as_text(),
              "[1]");
    EXPECT_EQ(all.event("/", {}, "fail", {}, {}).error(), error::number_out_of_range);
    EXPECT_EQ(all.event("/", {}, "no text", {}, {}).error(), error::text_is_not_utf8);
}

TEST_F(custom_parser, has_its_events_kept) {
    std::optional<kept_event> kept;
    ASSERT_EQ(text(R"({"kind":2,"nsp":"/a","id":7})"), outcome::incomplete);
    ASSERT_EQ(binary(R"(["x","long enough to take memory of its own"])"), outcome::packet);
    kept.emplace(packet);
    decode_.forget_complete();
    incoming_packet event;
    kept->open(limits, event);
    EXPECT_EQ(event.event_name, "x");
    EXPECT_EQ(event.id, 7U);
    EXPECT_EQ(arguments_of(event), array("long enough to take memory of its own"));
    EXPECT_GT(kept->size(), sizeof(kept_event) + sizeof(parsed_packet) + 40);
}

} // namespace
} // namespace socketiota::packet
