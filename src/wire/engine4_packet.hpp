// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

#include <base/output_buffer.hpp>
#include <wire/engine_packet.hpp>

namespace socketiota::wire {

/// Decodes a packet of Engine.IO revision 4: a digit and data, or `b` and base64. Nothing if `text`
/// is empty or begins otherwise, which ends the session with "parse error".
[[nodiscard]] std::optional<engine_packet> decode_engine4_packet(std::string_view text) noexcept;

/// Appends a packet with text.
void append_engine4_packet(base::output_buffer& output, engine_packet_type type,
                           std::string_view data = {});

/// Appends a message with octets, for where only text can go: `b` and base64.
void append_engine4_binary(base::output_buffer& output, std::span<std::byte const> data);

/// Characters that `append_engine4_binary` appends for `size` octets.
[[nodiscard]] constexpr std::size_t engine4_binary_size(std::size_t size) noexcept {
    return 1 + (size + 2) / 3 * 4;
}

} // namespace socketiota::wire
