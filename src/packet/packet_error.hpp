// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace socketiota::packet {

/// Why a packet was refused. Each of them closes the connection, as in the official implementation.
enum class packet_error : std::uint8_t {
    none,
    /// There is no such type.
    unknown_packet_type,
    /// The number of attachments is missing, zero or not a number.
    illegal_attachment_count,
    /// More attachments are announced than the limit.
    too_many_attachments,
    /// It is larger than the limit, with its attachments.
    too_large,
    /// The ack id is not a whole number that JavaScript holds exactly.
    illegal_id,
    /// Not JSON or msgpack, nested too deep, of the wrong shape for its type, or a reserved event
    /// name.
    invalid_payload,
    /// A placeholder names an attachment that was not announced.
    illegal_attachments,
    /// Text came while attachments were missing.
    plaintext_when_reconstructing,
    /// Text came from a client whose parser has none.
    text_among_binary,
    /// An attachment came that no packet announced.
    binary_when_not_reconstructing,
};

} // namespace socketiota::packet
