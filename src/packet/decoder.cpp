// SPDX-License-Identifier: MIT
#include <socketiota/detail/reserved_events.hpp>

#include <string>
#include <utility>
#include <vector>

#include <packet/custom_decoding.hpp>
#include <packet/decoder.hpp>
#include <packet/msgpack_packet.hpp>
#include <packet/packet_head.hpp>
#include <value/json_reader.hpp>
#include <value/json_scan.hpp>

namespace socketiota::packet {
namespace {

// A name is a string or, for the official implementation, a number: it is called by its text then.
packet_error read_event_name(json_outline const& outline, incoming_packet& packet) {
    packet.arguments_begin = outline.rest_begin;
    std::string_view const name =
        packet.data.substr(outline.first_begin, outline.first_end - outline.first_begin);
    if (name.empty())
        return packet_error::invalid_payload;
    if (name.front() == '-' || (name.front() >= '0' && name.front() <= '9')) {
        packet.event_name = name;
        return packet_error::none;
    }
    if (name.front() != '"')
        return packet_error::invalid_payload;
    std::string_view const inside = name.substr(1, name.size() - 2);
    if (!outline.has_escapes || inside.find('\\') == std::string_view::npos) {
        packet.event_name = inside;
    } else {
        json_reader reader(name);
        std::string_view unescaped;
        if (!reader.read_string(unescaped))
            return packet_error::invalid_payload;
        packet.unescaped_name = unescaped;
        packet.event_name = packet.unescaped_name;
    }
    return detail::is_reserved_event(packet.event_name) ? packet_error::invalid_payload
                                                        : packet_error::none;
}

packet_error read_payload(decoder_limits const& limits, incoming_packet& packet) {
    bool const is_event = packet.type == packet_type::event;
    bool const takes_any = packet.type == packet_type::connect_error && limits.any_refusal;
    if (packet.data.empty()) {
        bool const may_be_empty = packet.type == packet_type::connect ||
                                  packet.type == packet_type::disconnect || is_event ||
                                  packet.type == packet_type::ack || takes_any;
        return may_be_empty ? packet_error::none : packet_error::invalid_payload;
    }
    // White space in front would be part of the ack id for the official decoder; within and behind
    // the data it is JSON's.
    if (packet.type == packet_type::disconnect || is_json_space(packet.data.front()))
        return packet_error::invalid_payload;

    json_outline outline;
    if (validate_json(packet.data, {.depth = limits.max_depth, .is_known_utf8 = true}, outline))
        return packet_error::invalid_payload;
    switch (packet.type) {
    case packet_type::connect:
        return outline.root == value_kind::object ? packet_error::none
                                                  : packet_error::invalid_payload;
    case packet_type::connect_error:
        return outline.root == value_kind::object || outline.root == value_kind::string || takes_any
                   ? packet_error::none
                   : packet_error::invalid_payload;
    default:
        break;
    }
    if (outline.root != value_kind::array)
        return packet_error::invalid_payload;
    return is_event ? read_event_name(outline, packet) : packet_error::none;
}

packet_error read_packet(packet_head const& head, decoder_limits const& limits,
                         incoming_packet& packet) {
    packet.type = head.type == packet_type::binary_event ? packet_type::event
                  : head.type == packet_type::binary_ack ? packet_type::ack
                                                         : head.type;
    packet.nsp = head.nsp;
    packet.id = head.id;
    packet.data = head.data;
    packet.parser = parser_kind::json;
    packet.parsed = nullptr;
    packet.attachments = {};
    packet.placeholders = {};
    packet.arguments_begin = 0;
    packet.event_name = {};
    return read_payload(limits, packet);
}

} // namespace

struct decoder::incomplete_packet final : decoding_state {
    std::string text;
    packet_head head; // views into `text`
    std::vector<bytes> attachments;
    std::vector<json_placeholder> placeholders;
    std::size_t size = 0; // as `max_packet_size` counts
};

decoder::decoder(decoder_limits const& limits) noexcept
    : limits_(limits), parser_(limits.custom ? parser_kind::custom : default_parser) {}

decoder::~decoder() = default;

bool decoder::incomplete() const noexcept { return state_ && !state_->complete; }

void decoder::forget_complete() {
    if (incomplete())
        return;
    if (parser_ == parser_kind::custom)
        custom().forget();
    else
        state_.reset();
}

custom_decoding& decoder::custom() {
    if (!state_)
        state_ = std::make_unique<custom_decoding>(*limits_.custom);
    return static_cast<custom_decoding&>(*state_);
}

decoder::outcome decoder::outcome_of(packet_error reason) noexcept {
    if (reason != packet_error::none)
        return fail(reason);
    return incomplete() ? outcome::incomplete : outcome::packet;
}

decoder::outcome decoder::fail(packet_error reason) noexcept {
    error_ = reason;
    return outcome::error;
}

decoder::outcome decoder::on_text(std::string_view text, incoming_packet& packet) {
    if (parser_ != parser_kind::json) [[unlikely]] {
        if (parser_ != parser_kind::custom)
            return fail(packet_error::text_among_binary);
        return outcome_of(custom().on_text(text, limits_, packet));
    }
    if (incomplete())
        return fail(packet_error::plaintext_when_reconstructing);
    state_.reset();
    has_begun_ = true;

    packet_head head;
    if (packet_error const reason = read_packet_head(text, head); reason != packet_error::none)
        return fail(reason);
    if (head.attachments > limits_.max_attachments)
        return fail(packet_error::too_many_attachments);
    if (text.size() > limits_.max_packet_size)
        return fail(packet_error::too_large);
    // Validated now, also when attachments are missing: a malformed packet is refused before
    // anything is kept for it.
    if (packet_error const reason = read_packet(head, limits_, packet);
        reason != packet_error::none)
        return fail(reason);
    if (head.attachments == 0)
        return outcome::packet;

    auto waiting = std::make_unique<incomplete_packet>();
    waiting->text = text;
    waiting->size = text.size();
    (void)read_packet_head(waiting->text, waiting->head); // succeeded a moment ago
    state_ = std::move(waiting);
    return outcome::incomplete;
}

decoder::outcome decoder::on_binary(std::span<std::byte const> octets, incoming_packet& packet) {
    if (parser_ == parser_kind::custom)
        return outcome_of(custom().on_binary(octets, limits_, packet));
    if (!has_begun_) {
        has_begun_ = true;
        parser_ = parser_kind::msgpack;
    }
    if (parser_ == parser_kind::msgpack) {
        packet_error const reason = read_msgpack_packet(
            {reinterpret_cast<char const*>(octets.data()), octets.size()}, limits_, packet);
        return reason == packet_error::none ? outcome::packet : fail(reason);
    }
    if (!incomplete())
        return fail(packet_error::binary_when_not_reconstructing);
    auto& waiting = static_cast<incomplete_packet&>(*state_);
    waiting.size += octets.size() + attachment_cost;
    if (waiting.size > limits_.max_packet_size)
        return fail(packet_error::too_large);
    waiting.attachments.emplace_back(octets);
    if (waiting.attachments.size() < waiting.head.attachments)
        return outcome::incomplete;

    waiting.complete = true;
    if (packet_error const reason = read_packet(waiting.head, limits_, packet);
        reason != packet_error::none)
        return fail(reason);
    if (find_json_placeholders(packet.data, waiting.attachments.size(), waiting.placeholders))
        return fail(packet_error::illegal_attachments);
    packet.attachments = waiting.attachments;
    packet.placeholders = waiting.placeholders;
    return outcome::packet;
}

} // namespace socketiota::packet
