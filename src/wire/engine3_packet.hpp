// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

#include <wire/engine_packet.hpp>

namespace socketiota::wire {

/// Before the octets of a message of Engine.IO revision 3: its type, as a number and not a digit.
inline constexpr char engine3_binary_message = '\x04';

/// Before the base64 of a message of Engine.IO revision 3, where only text can go.
inline constexpr std::string_view engine3_base64_message = "b4";

/// Decodes a packet of Engine.IO revision 3 that came as text: a digit and data, or `b4` and
/// base64. Nothing if `text` is empty or begins otherwise, which ends the session with "parse
/// error".
///
/// The official decoder lets a packet of any type be base64, and drops those of an unknown one in
/// silence; no client sends either.
[[nodiscard]] std::optional<engine_packet> decode_engine3_packet(std::string_view text) noexcept;

/// Decodes one that came as octets: the number of its type and data. Octets are data of a message
/// only; the other types have text.
[[nodiscard]] std::optional<engine_packet>
decode_engine3_binary_packet(std::span<std::byte const> octets) noexcept;

} // namespace socketiota::wire
