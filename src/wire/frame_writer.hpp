// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include <base/output_buffer.hpp>
#include <wire/opcode.hpp>

namespace socketiota::wire {

/// The longest header of a frame without a mask: the headroom to leave before a content.
inline constexpr std::size_t max_unmasked_header_size = 10;

/// Of the first octet of a frame: its content, with that of the frames that go on with it, is
/// compressed (RFC 7692 section 6).
inline constexpr std::uint8_t compressed_bit = 0x40;

/// Octets of the header of an unmasked frame: 2, 4 or 10 (RFC 6455 5.2).
[[nodiscard]] constexpr std::size_t frame_header_size(std::uint64_t payload_size) noexcept {
    return payload_size < 126 ? 2 : payload_size <= 0xFFFF ? 4 : 10;
}

/// Writes the header of an unmasked frame, as a server sends it, and returns its end.
///
/// @param destination room for `frame_header_size(payload_size)` characters.
/// @param fin false for a fragment that others follow.
char* write_frame_header(char* destination, opcode code, std::uint64_t payload_size,
                         bool fin = true) noexcept;

/// Writes the header of an unmasked frame so that it ends where the content begins, and returns
/// where it begins: a content encoded behind headroom becomes a frame without being moved.
///
/// @param payload_begin preceded by `max_unmasked_header_size` writable characters.
char* write_frame_header_before(char* payload_begin, opcode code,
                                std::uint64_t payload_size) noexcept;

/// Makes the content a whole masked frame, as a client sends it, where it stands: the header ends
/// where it begins. Returns where the frame begins.
///
/// @param payload preceded by `max_unmasked_header_size` writable characters and as many as a key
/// has.
/// @param key unpredictable octets, fresh for each frame (RFC 6455 10.3).
char* mask_in_place(std::span<char> payload, opcode code, mask_key key) noexcept;

/// Appends a whole unmasked frame, as a server sends it.
void append_frame(base::output_buffer& output, opcode code, std::string_view content);

/// Appends a whole masked frame, as a client sends it.
///
/// @param key unpredictable octets, fresh for each frame (RFC 6455 10.3).
void append_masked_frame(base::output_buffer& output, opcode code, std::string_view content,
                         mask_key key, bool fin = true);

/// What a close frame says.
struct close_frame {
    /// Nothing: the frame is empty, as the official server closes. Must be sendable.
    std::optional<std::uint16_t> code = std::nullopt;
    /// UTF-8; what is beyond 123 octets is cut off before a character. Needs a code.
    std::string_view reason = {};
};

/// Appends an unmasked close frame, as a server sends it.
void append_close_frame(base::output_buffer& output, close_frame const& content = {});

/// Appends a masked close frame, as a client sends it.
void append_masked_close_frame(base::output_buffer& output, close_frame const& content,
                               mask_key key);

} // namespace socketiota::wire
