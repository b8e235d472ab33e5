// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <packet/decoder_limits.hpp>
#include <packet/incoming_packet.hpp>
#include <packet/packet_error.hpp>
#include <value/json_validate.hpp>
#include <value/msgpack_writer.hpp>

namespace socketiota::packet {

/// Reads a packet of socket.io-msgpack-parser, a map with `type`, `nsp`, `data` and `id`; other
/// members do not matter (the official client sends `options`).
///
/// As strict as the official decoder, and as the decoder of JSON where that is stricter: names of
/// events that Socket.IO uses itself are refused.
[[nodiscard]] packet_error
read_msgpack_packet(std::string_view octets, decoder_limits const& limits, incoming_packet& packet);

/// How deep a packet may be: one more than what it carries.
inline constexpr std::size_t msgpack_packet_depth = default_json_depth + 1;

/// Writes a packet. `write_data` writes what it carries, if it carries anything.
///
/// Defined here, so that the compiler puts it into the encoder, which is on the path of every
/// event.
template <class WriteData>
void write_msgpack_packet(msgpack_writer& to, packet_type type, std::string_view nsp,
                          std::optional<std::uint64_t> id, bool has_data, WriteData write_data) {
    // The order of the members is that of the official server; nobody depends on it.
    auto const put_id = [&] {
        to.write_key("id");
        to.write_uint64(*id);
    };
    to.begin_object(2U + (id ? 1U : 0U) + (has_data ? 1U : 0U));
    bool const is_ack = type == packet_type::ack;
    if (id && is_ack)
        put_id();
    to.write_key("type");
    to.write_uint64(static_cast<std::uint64_t>(type));
    if (has_data) {
        to.write_key("data");
        write_data(to);
    }
    to.write_key("nsp");
    to.write_string(nsp);
    if (id && !is_ack)
        put_id();
    to.end_object();
}

/// Whether `octets`, which are a packet of one of the parsers, are one of these.
[[nodiscard]] inline bool is_msgpack_packet(std::string_view octets) noexcept {
    return !octets.empty() && static_cast<unsigned char>(octets.front()) >= 0x80; // no ASCII
}

/// An event that was read so, to be read once more.
[[nodiscard]] std::string rewrite_msgpack_event(incoming_packet const& event);

} // namespace socketiota::packet
