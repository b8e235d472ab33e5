// SPDX-License-Identifier: MIT
#include <wire/engine4_packet.hpp>
#include <wire/engine4_payload.hpp>

namespace socketiota::wire {

payload_event engine4_payload_reader::next() noexcept {
    if (last_ != payload_event::kind::packet)
        return {.type = last_};
    std::size_t const separator = rest_.find(engine4_separator);
    auto const packet = decode_engine4_packet(rest_.substr(0, separator));
    if (!packet) {
        last_ = payload_event::kind::error;
        return {.type = last_};
    }
    if (separator == std::string_view::npos)
        last_ = payload_event::kind::end;
    else
        rest_.remove_prefix(separator + 1);
    return {.type = payload_event::kind::packet, .packet = *packet};
}

void engine4_payload_writer::separate() {
    // No packet is empty, so that an empty payload is one without packets.
    if (size() != 0)
        output_->append(engine4_separator);
}

void engine4_payload_writer::add(engine_packet_type type, std::string_view data) {
    separate();
    append_engine4_packet(*output_, type, data);
}

void engine4_payload_writer::add_binary(std::span<std::byte const> data) {
    separate();
    append_engine4_binary(*output_, data);
}

void engine4_payload_writer::add_encoded(std::string_view packet) {
    separate();
    output_->append(packet);
}

} // namespace socketiota::wire
