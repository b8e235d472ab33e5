// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace socketiota::packet {

/// How the packets of a client are encoded. Each kind has an `encoder`, a way through `decoder` and
/// one through `arguments_reader`; nobody outside of this folder asks which it is.
enum class parser_kind : std::uint8_t {
    /// That of the official implementation, unless told otherwise: text, and attachments behind it.
    json,
    /// That of socket.io-msgpack-parser: one binary message for each packet, binary in place.
    msgpack,
    /// That of the program, for all clients of its server.
    custom,
};

inline constexpr std::size_t parser_kinds = 3;

inline constexpr std::array<parser_kind, parser_kinds> all_parsers{
    parser_kind::json, parser_kind::msgpack, parser_kind::custom};

/// Whether clients may speak it beside others.
[[nodiscard]] constexpr bool is_chosen_by_clients(parser_kind which) noexcept {
    return which == parser_kind::msgpack;
}

/// What a client speaks unless it shows otherwise, and what is for many is encoded in first.
inline constexpr parser_kind default_parser = parser_kind::json;

} // namespace socketiota::packet
