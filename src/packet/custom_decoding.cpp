// SPDX-License-Identifier: MIT
#include <socketiota/detail/reserved_events.hpp>

#include <new>
#include <optional>
#include <utility>

#include <packet/custom_decoding.hpp>
#include <packet/packet_head.hpp>

namespace socketiota::packet {
namespace {

bool has_right_shape(parsed_packet const& from) {
    value const& data = from.data;
    switch (from.kind) {
    case packet_kind::connect:
        return data.is_null() || data.is_object();
    case packet_kind::disconnect:
        return data.is_null();
    case packet_kind::event:
        return data.is_array() && data.size() != 0 && data[0].kind() == value_kind::string;
    case packet_kind::ack:
        return data.is_array();
    case packet_kind::connect_error:
        return data.is_object() || data.kind() == value_kind::string;
    }
    return false; // a number that is none of them
}

} // namespace

packet_error read_parsed_packet(parsed_packet const& from, incoming_packet& packet) {
    if (from.nsp.empty() || !has_right_shape(from))
        return packet_error::invalid_payload;
    if (from.id && *from.id > max_ack_id)
        return packet_error::illegal_id;
    packet.type = static_cast<packet_type>(from.kind);
    packet.nsp = from.nsp;
    packet.id = from.id;
    packet.event_name = {};
    packet.data = {};
    packet.parser = parser_kind::custom;
    packet.parsed = &from;
    packet.attachments = {};
    packet.placeholders = {};
    if (from.kind != packet_kind::event)
        return packet_error::none;
    packet.event_name = *from.data[0].to<std::string_view>();
    return detail::is_reserved_event(packet.event_name) ? packet_error::invalid_payload
                                                        : packet_error::none;
}

bool incoming_packet::has_data() const noexcept {
    return parsed != nullptr ? !parsed->data.is_null() : !data.empty();
}

template <class Take>
packet_error custom_decoding::take(std::size_t octets, decoder_limits const& limits,
                                   incoming_packet& packet, Take const& from) {
    size_ += octets + (complete ? 0 : attachment_cost);
    if (size_ > limits.max_packet_size)
        return packet_error::too_large;
    std::optional<parsed_packet> parsed;
    try {
        auto taken = from();
        if (!taken)
            return packet_error::invalid_payload;
        parsed = *std::move(taken);
    } catch (std::bad_alloc const&) {
        throw;
    } catch (...) {
        return packet_error::invalid_payload;
    }
    complete = parsed.has_value();
    if (!complete)
        return packet_error::none;
    size_ = 0;
    current_ = *std::move(parsed);
    return read_parsed_packet(current_, packet);
}

packet_error custom_decoding::on_text(std::string_view text, decoder_limits const& limits,
                                      incoming_packet& packet) {
    return take(text.size(), limits, packet, [&] { return decoder_->on_text(text); });
}

packet_error custom_decoding::on_binary(std::span<std::byte const> octets,
                                        decoder_limits const& limits, incoming_packet& packet) {
    return take(octets.size(), limits, packet, [&] { return decoder_->on_binary(octets); });
}

} // namespace socketiota::packet
