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
};

inline constexpr std::size_t parser_kinds = 2;

/// Those of which a server keeps count, the default one first.
inline constexpr std::array<parser_kind, parser_kinds> all_parsers{parser_kind::json,
                                                                   parser_kind::msgpack};

/// What a client speaks unless it shows otherwise, and what is for many is encoded in first.
inline constexpr parser_kind default_parser = parser_kind::json;

} // namespace socketiota::packet
