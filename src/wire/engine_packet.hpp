// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/engine_packet.hpp>

#include <cstdint>
#include <string_view>

namespace socketiota::wire {

/// The same in all revisions.
using socketiota::engine_packet_type;

/// The character that stands for `type`.
[[nodiscard]] constexpr char to_digit(engine_packet_type type) noexcept {
    return static_cast<char>('0' + static_cast<char>(type));
}

/// What the data of a packet is. Only a message has another form than text.
enum class packet_form : std::uint8_t {
    text,
    /// Base64 that stands for octets; see `decode_base64`.
    base64,
    octets,
};

/// A decoded Engine.IO packet. Its data points into what was decoded.
struct engine_packet {
    engine_packet_type type = engine_packet_type::noop;
    packet_form form = packet_form::text;
    std::string_view data{};
};

} // namespace socketiota::wire
