// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace socketiota::packet {

/// The digit a packet begins with (Socket.IO protocol 5, "Packet types").
enum class packet_type : std::uint8_t {
    connect = 0,
    disconnect = 1,
    event = 2,
    ack = 3,
    connect_error = 4,
    /// An event or an answer with attachments; a decoded packet is `event` or `ack` again.
    binary_event = 5,
    binary_ack = 6,
};

} // namespace socketiota::packet
