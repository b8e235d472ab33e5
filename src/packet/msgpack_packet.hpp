// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include <packet/decoder_limits.hpp>
#include <packet/incoming_packet.hpp>
#include <packet/packet_error.hpp>

namespace socketiota::packet {

/// Reads a packet of socket.io-msgpack-parser, a map with `type`, `nsp`, `data` and `id`; other
/// members do not matter (the official client sends `options`).
///
/// As strict as the official decoder, and as the decoder of JSON where that is stricter: names of
/// events that Socket.IO uses itself are refused.
[[nodiscard]] packet_error
read_msgpack_packet(std::string_view octets, decoder_limits const& limits, incoming_packet& packet);

/// Whether `octets`, which are a packet of one of the parsers, are one of these.
[[nodiscard]] inline bool is_msgpack_packet(std::string_view octets) noexcept {
    return !octets.empty() && static_cast<unsigned char>(octets.front()) >= 0x80; // no ASCII
}

/// An event that was read so, to be read once more.
[[nodiscard]] std::string rewrite_msgpack_event(incoming_packet const& event);

} // namespace socketiota::packet
