// SPDX-License-Identifier: MIT
#include <socketiota/arguments.hpp>
#include <socketiota/value.hpp>

#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <packet/arguments_reader.hpp>
#include <packet/decoder.hpp>
#include <packet/encoders.hpp>
#include <packet/event_units.hpp>
#include <packet/kept_event.hpp>
#include <packet/msgpack_encoder.hpp>
#include <packet/speakers.hpp>

namespace socketiota::packet {
namespace {

using outcome = decoder::outcome;

std::string octets_of_hex(std::string_view digits) {
    std::string octets;
    for (std::size_t at = 0; at + 1 < digits.size(); at += 2)
        octets += static_cast<char>(std::stoi(std::string(digits.substr(at, 2)), nullptr, 16));
    return octets;
}

std::string hex(std::string_view octets) {
    std::string digits;
    for (char const each : octets) {
        auto const octet = static_cast<unsigned char>(each);
        digits += "0123456789abcdef"[octet >> 4];
        digits += "0123456789abcdef"[octet & 15];
    }
    return digits;
}

value data_of(incoming_packet const& packet) {
    if (packet.data.empty())
        return {};
    arguments_reader opened;
    value data;
    EXPECT_TRUE(decode(opened.open_data(packet), data));
    return data;
}

value arguments_of(incoming_packet const& packet) {
    arguments_reader opened;
    reader& from = opened.open(packet);
    value all = value::empty_array();
    while (from.next_element())
        EXPECT_TRUE(decode(from, all.push_back({})));
    EXPECT_FALSE(from.failed());
    return all;
}

class msgpack_packet : public testing::Test {
protected:
    outcome feed(std::string_view digits) {
        octets_ = octets_of_hex(digits);
        decoder fresh(limits);
        outcome const found = fresh.on_binary(std::as_bytes(std::span(octets_)), packet);
        EXPECT_EQ(fresh.parser(), parser_kind::msgpack);
        error = fresh.error();
        return found;
    }

    /// A unit of a message alone.
    static std::string message(base::outgoing_ptr const& unit) {
        EXPECT_EQ(unit->text(), "");
        EXPECT_EQ(unit->attachments().size(), 1U);
        return hex(unit->attachments()[0].as_text());
    }

    decoder_limits limits;
    incoming_packet packet;
    packet_error error = packet_error::none;
    base::outgoing_pool pool_;
    msgpack_encoder encode_{pool_};

private:
    std::string octets_;
};

struct golden {
    std::string_view octets;
    packet_type type;
    std::string_view nsp;
    std::optional<std::uint64_t> id;
    std::string_view data;
};

// What socket.io-msgpack-parser 3.0.2 makes of packets, client and server.
constexpr std::array golden_packets{
    golden{"82a47479706500a36e7370a12f", packet_type::connect, "/", {}, "null"},
    golden{"83a47479706500a36e7370a12fa46461746181a5746f6b656ea3616263",
           packet_type::connect,
           "/",
           {},
           R"({"token":"abc"})"},
    golden{"83a47479706500a36e7370a12fa46461746182a3736964a178a3706964d40000",
           packet_type::connect,
           "/",
           {},
           R"({"sid":"x"})"},
    golden{
        "83a47479706500a36e7370a62f61646d696ea46461746181a3736964b4436a645648345451766f766931567667"
        "4143355a",
        packet_type::connect,
        "/admin",
        {},
        R"({"sid":"CjdVH4TQvovi1VvgAC5Z"})"},
    golden{"82a47479706501a36e7370a12f", packet_type::disconnect, "/", {}, "null"},
    golden{"83a47479706502a36e7370a12fa46461746192a568656c6c6f01",
           packet_type::event,
           "/",
           {},
           R"(["hello",1])"},
    golden{"84a47479706502a36e7370a52f63686174a46461746192a568656c6c6f81a1619201a132a269640c",
           packet_type::event, "/chat", 12, R"(["hello",{"a":[1,"2"]}])"},
    golden{"83a47479706502a36e7370a12fa46461746192a362696ec403010203",
           packet_type::event,
           "/",
           {},
           R"(["bin",{"_placeholder":true,"num":0}])"},
    golden{"83a47479706502a36e7370a12fa46461746192a26162c702000102",
           packet_type::event,
           "/",
           {},
           R"(["ab",{"_placeholder":true,"num":0}])"},
    golden{"83a47479706502a36e7370a12fa46461746193a175d40000d7000000000000000000",
           packet_type::event,
           "/",
           {},
           R"(["u",null,"1970-01-01T00:00:00.000Z"])"},
    golden{"84a47479706503a36e7370a12fa46461746191a26f6ba2696400", packet_type::ack, "/", 0,
           R"(["ok"])"},
    golden{"83a47479706504a36e7370a12fa46461746181a76d657373616765b1496e76616c6964206e616d657370616"
           "365",
           packet_type::connect_error,
           "/",
           {},
           R"({"message":"Invalid namespace"})"},
    golden{"83a47479706502a46461746192ac7365727665722d6f7264657201a36e7370a12f",
           packet_type::event,
           "/",
           {},
           R"(["server-order",1])"},
    golden{"84a2696403a47479706503a4646174619101a36e7370a12f", packet_type::ack, "/", 3, "[1]"},
};

TEST_F(msgpack_packet, is_read_as_the_official_parser_does) {
    for (golden const& each : golden_packets) {
        ASSERT_EQ(feed(each.octets), outcome::packet) << each.octets;
        EXPECT_EQ(packet.type, each.type);
        EXPECT_EQ(packet.nsp, each.nsp);
        EXPECT_EQ(packet.id, each.id);
        EXPECT_EQ(data_of(packet).to_json(), each.data);
    }
    ASSERT_EQ(feed(golden_packets[6].octets), outcome::packet);
    EXPECT_EQ(packet.event_name, "hello");
    EXPECT_EQ(arguments_of(packet), array(object("a", array(1, "2"))));
    ASSERT_EQ(feed(golden_packets[10].octets), outcome::packet);
    EXPECT_EQ(arguments_of(packet), array("ok"));
}

TEST_F(msgpack_packet, is_written_as_the_official_server_does) {
    int const one = 1;
    auto const event = encode_.event("/", {}, "server-order",
                                     detail::argument_list{detail::argument_ref(one)}, {});
    EXPECT_EQ(message(event.value()), golden_packets[12].octets);
    auto const ack = encode_.ack("/", 3, detail::argument_list{detail::argument_ref(one)});
    EXPECT_EQ(message(ack.value()), golden_packets[13].octets);
    EXPECT_EQ(message(encode_.disconnect("/")), "82a47479706501a36e7370a12f");
    EXPECT_EQ(message(encode_.connect("/a", "x", "")),
              "83a47479706500a46461746181a3736964a178a36e7370a22f61");
    EXPECT_EQ(message(encode_.connect_error("/", "no", {}).value()),
              "83a47479706504a46461746181a76d657373616765a26e6fa36e7370a12f");
    EXPECT_EQ(message(encode_.connect_error("/", "no", object("a", 1)).value()),
              "83a47479706504a46461746182a76d657373616765a26e6fa46461746181a16101a36e7370a12f");
}

TEST_F(msgpack_packet, has_no_attachments) {
    std::vector<bytes> const many(11, bytes(std::string_view("x")));
    auto const unit =
        encode_.event("/", 7, "a", detail::argument_list{detail::argument_ref(many)}, {});
    ASSERT_EQ(feed(message(unit.value())), outcome::packet);
    EXPECT_EQ(packet.id, 7U);
    EXPECT_EQ(arguments_of(packet)[0].size(), 11U);
    EXPECT_EQ(arguments_of(packet)[0][10].to<bytes>().value().as_text(), "x");
}

TEST_F(msgpack_packet, takes_members_in_any_order_and_ignores_others) {
    ASSERT_EQ(feed("85"
                   "a76f7074696f6e7381a8636f6d7072657373c3" // options: {compress: true}
                   "a4646174619107"
                   "a26964d40000"
                   "a36e7370a12f"
                   "a474797065cb4000000000000000"), // 2.0
              outcome::packet);
    EXPECT_EQ(packet.type, packet_type::event);
    EXPECT_EQ(packet.event_name, "7");
    EXPECT_FALSE(packet.id);
}

TEST_F(msgpack_packet, is_refused_where_the_official_parser_refuses) {
    struct row {
        std::string_view octets;
        packet_error why;
    };

    for (row const& each : {
             row{"82a47479706505a36e7370a12f", packet_error::unknown_packet_type},
             row{"82a474797065ffa36e7370a12f", packet_error::unknown_packet_type},
             row{"82a474797065a130a36e7370a12f", packet_error::unknown_packet_type},
             row{"81a36e7370a12f", packet_error::unknown_packet_type},
             row{"82a47479706500a36e737001", packet_error::invalid_payload},
             row{"81a47479706500", packet_error::invalid_payload},
             row{"83a47479706500a36e7370a12fa464617461c0", packet_error::invalid_payload},
             row{"83a47479706500a36e7370a12fa46461746190", packet_error::invalid_payload},
             row{"83a47479706501a36e7370a12fa46461746180", packet_error::invalid_payload},
             row{"82a47479706502a36e7370a12f", packet_error::invalid_payload},
             row{"83a47479706502a36e7370a12fa46461746180", packet_error::invalid_payload},
             row{"83a47479706503a36e7370a12fa464617461d405aa", packet_error::invalid_payload},
             row{"82a47479706504a36e7370a12f", packet_error::invalid_payload},
             row{"84a47479706503a36e7370a12fa46461746190a26964c0", packet_error::illegal_id},
             row{"84a47479706503a36e7370a12fa46461746190a26964ff", packet_error::illegal_id},
             row{"84a47479706503a36e7370a12fa46461746190a26964cf0020000000000000",
                 packet_error::illegal_id},
             row{"84a47479706503a36e7370a12fa46461746190a26964cb3ff8000000000000",
                 packet_error::illegal_id},
             row{"82a47479706501a36e7370a12f00", packet_error::invalid_payload}, // more behind it
             row{"82a47479706501a36e7370a12", packet_error::invalid_payload},    // less
             row{"90", packet_error::invalid_payload},
             row{"", packet_error::invalid_payload},
             // Stricter: as with JSON.
             row{"83a47479706502a36e7370a12fa46461746190", packet_error::invalid_payload},
             row{"83a47479706502a36e7370a12fa46461746191c0", packet_error::invalid_payload},
             row{"83a47479706502a36e7370a12fa46461746191aa646973636f6e6e656374",
                 packet_error::invalid_payload},
         }) {
        EXPECT_EQ(feed(each.octets), outcome::error) << each.octets;
        EXPECT_EQ(error, each.why) << each.octets;
    }
}

TEST_F(msgpack_packet, has_the_limits_of_any_packet) {
    std::string_view const small = golden_packets[5].octets;
    limits.max_packet_size = small.size() / 2;
    EXPECT_EQ(feed(small), outcome::packet);
    limits.max_packet_size -= 1;
    EXPECT_EQ(feed(small), outcome::error);
    EXPECT_EQ(error, packet_error::too_large);
    limits = {.max_depth = 3};
    EXPECT_EQ(feed("83a47479706502a36e7370a12fa46461746192a1619190"), outcome::packet);
    EXPECT_EQ(feed("83a47479706502a36e7370a12fa46461746192a161919190"), outcome::error);
}

TEST_F(msgpack_packet, comes_from_clients_whose_first_message_is_binary) {
    std::string const event = octets_of_hex(golden_packets[5].octets);
    decoder binary(limits);
    EXPECT_EQ(binary.parser(), default_parser);
    ASSERT_EQ(binary.on_binary(std::as_bytes(std::span(event)), packet), outcome::packet);
    ASSERT_EQ(binary.on_binary(std::as_bytes(std::span(event)), packet), outcome::packet);
    EXPECT_EQ(binary.on_text("0", packet), outcome::error);
    EXPECT_EQ(binary.error(), packet_error::text_among_binary);

    decoder text(limits);
    ASSERT_EQ(text.on_text("0", packet), outcome::packet);
    EXPECT_EQ(text.parser(), parser_kind::json);
    EXPECT_EQ(text.on_binary(std::as_bytes(std::span(event)), packet), outcome::error);
    EXPECT_EQ(text.error(), packet_error::binary_when_not_reconstructing);
}

TEST_F(msgpack_packet, is_kept_until_its_time_has_come) {
    std::optional<kept_event> kept;
    {
        ASSERT_EQ(feed(golden_packets[6].octets), outcome::packet);
        kept.emplace(packet);
        ASSERT_EQ(feed(golden_packets[0].octets), outcome::packet);
    }
    limits.max_packet_size = 1; // it was read before
    incoming_packet event;
    kept->open(limits, event);
    EXPECT_EQ(event.nsp, "/chat");
    EXPECT_EQ(event.id, 12U);
    EXPECT_EQ(event.event_name, "hello");
    EXPECT_EQ(arguments_of(event), array(object("a", array(1, "2"))));
}

// ---- events for many ----

TEST_F(msgpack_packet, is_made_for_many_only_where_somebody_speaks_it) {
    encoders with(pool_, 10);
    speakers spoken;
    auto const nobody = with.event(spoken, "/", {}, "a", {}, {});
    ASSERT_TRUE(nobody);
    EXPECT_EQ(nobody->in(parser_kind::json)->text(), R"(42["a"])");
    EXPECT_FALSE(nobody->in(parser_kind::msgpack));
    spoken.add(parser_kind::msgpack);
    spoken.add(parser_kind::json); // who is always there
    auto const both = with.event(spoken, "/", {}, "a", {}, {});
    ASSERT_TRUE(both && both->in(parser_kind::msgpack));
    ASSERT_EQ(feed(message(both->in(parser_kind::msgpack))), outcome::packet);
    EXPECT_EQ(packet.event_name, "a");
    spoken.remove(parser_kind::json);
    spoken.remove(parser_kind::msgpack);
    EXPECT_FALSE(with.event(spoken, "/", {}, "a", {}, {})->in(parser_kind::msgpack));
}

TEST_F(msgpack_packet, is_made_of_json_for_who_came_while_an_event_was_on_its_way) {
    encoders with(pool_, 10);
    speakers spoken;
    value const argument = object("file", bytes(std::string_view("xy")), "n", 1.5);
    auto const sent =
        with.event(spoken, "/chat", 12, "a", detail::argument_list{detail::argument_ref(argument)},
                   {.is_volatile = true});
    carried_event const carried(sent.value());
    EXPECT_EQ(carried.size(), sent->in(default_parser)->size());
    EXPECT_FALSE(carried.units(with, spoken).in(parser_kind::msgpack));
    spoken.add(parser_kind::msgpack);
    event_units const there = carried.units(with, spoken);
    EXPECT_EQ(there.in(default_parser)->text(), sent->in(default_parser)->text());
    ASSERT_TRUE(there.in(parser_kind::msgpack));
    EXPECT_TRUE(there.in(parser_kind::msgpack)->flags().is_volatile);
    ASSERT_EQ(feed(message(there.in(parser_kind::msgpack))), outcome::packet);
    EXPECT_EQ(packet.nsp, "/chat");
    EXPECT_EQ(packet.id, 12U);
    EXPECT_EQ(arguments_of(packet), array(argument));
}

} // namespace
} // namespace socketiota::packet
