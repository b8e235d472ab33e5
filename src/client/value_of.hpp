// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/value.hpp>

#include <packet/arguments_reader.hpp>
#include <packet/incoming_packet.hpp>

namespace socketiota::clients {

/// What a packet about the namespace says; null if nothing that can be read.
[[nodiscard]] inline value value_of(packet::incoming_packet const& packet) {
    value said;
    if (packet.has_data()) {
        packet::arguments_reader reading;
        static_cast<void>(decode(reading.open_data(packet), said));
    }
    return said;
}

} // namespace socketiota::clients
