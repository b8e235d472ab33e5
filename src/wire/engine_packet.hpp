// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string_view>

namespace socketiota::wire {

/// What an Engine.IO packet is for. The value is the digit on the wire, in all revisions.
enum class engine_packet_type : std::uint8_t {
    open = 0,
    close = 1,
    ping = 2,
    pong = 3,
    message = 4,
    upgrade = 5,
    noop = 6,
};

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
