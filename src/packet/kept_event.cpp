// SPDX-License-Identifier: MIT
#include <cstdint>

#include <packet/custom_decoding.hpp>
#include <packet/decoder.hpp>
#include <packet/kept_event.hpp>
#include <packet/msgpack_packet.hpp>
#include <value/value_size.hpp>

namespace socketiota::packet {

kept_event::kept_event(incoming_packet const& event) {
    if (event.parsed != nullptr) {
        binary_ = std::make_unique<binary const>(
            binary{{}, {}, std::make_unique<parsed_packet const>(*event.parsed)});
        return;
    }
    if (event.parser == parser_kind::msgpack) {
        text_ = rewrite_msgpack_event(event);
        return;
    }
    std::string const id = event.id ? std::to_string(*event.id) : std::string();
    text_.reserve(1 + event.nsp.size() + 1 + id.size() + event.data.size());
    text_.append("2").append(event.nsp).append(",").append(id).append(event.data);
    if (!event.attachments.empty())
        binary_ = std::make_unique<binary const>(
            binary{{event.attachments.begin(), event.attachments.end()},
                   {event.placeholders.begin(), event.placeholders.end()},
                   nullptr});
}

void kept_event::open(decoder_limits const& limits, incoming_packet& event) const {
    if (binary_ && binary_->parsed) {
        (void)read_parsed_packet(*binary_->parsed, event);
        return;
    }
    // It was read before, and may have got a comma since.
    decoder_limits const passed{.max_attachments = limits.max_attachments,
                                .max_packet_size = SIZE_MAX,
                                .max_depth = limits.max_depth};
    if (is_msgpack_packet(text_))
        (void)read_msgpack_packet(text_, passed, event);
    else
        (void)decoder(passed).on_text(text_, event);
    if (!binary_)
        return;
    event.attachments = binary_->attachments;
    event.placeholders = binary_->placeholders;
}

std::size_t kept_event::size() const noexcept {
    std::size_t octets = sizeof(*this) + text_.size();
    if (!binary_)
        return octets;
    octets += sizeof(binary) + binary_->placeholders.size() * sizeof(json_placeholder);
    if (binary_->parsed)
        octets +=
            sizeof(parsed_packet) + binary_->parsed->nsp.size() + octets_of(binary_->parsed->data);
    for (bytes const& each : binary_->attachments)
        octets += attachment_cost + each.size();
    return octets;
}

} // namespace socketiota::packet
