// SPDX-License-Identifier: MIT
#include <packet/packet_error.hpp>

namespace socketiota::packet {

std::string_view to_string(packet_error error) noexcept {
    switch (error) {
    case packet_error::none:
        return "no error";
    case packet_error::unknown_packet_type:
        return "unknown packet type";
    case packet_error::illegal_attachment_count:
        return "Illegal attachments";
    case packet_error::too_many_attachments:
        return "too many attachments";
    case packet_error::illegal_id:
        return "illegal ack id";
    case packet_error::invalid_payload:
        return "invalid payload";
    case packet_error::illegal_attachments:
        return "illegal attachments";
    case packet_error::plaintext_when_reconstructing:
        return "got plaintext data when reconstructing a packet";
    case packet_error::binary_when_not_reconstructing:
        return "got binary data when not reconstructing a packet";
    }
    return "unknown error";
}

} // namespace socketiota::packet
