// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <span>

#include <wire/opcode.hpp>

namespace socketiota::wire {

/// Combines `data` with the repeated `key` in place, which masks or unmasks it (RFC 6455 5.3), and
/// tells whether the result is ASCII.
///
/// The test rides along because the bytes are in registers anyway; text that is ASCII needs no
/// UTF-8 validation, which would read it a second time.
///
/// @param data any length, any alignment.
/// @param key the first octet belongs to `data[0]`; see `rotate` for a piece from the middle.
/// @return true if every octet of the result is below 0x80.
bool unmask(std::span<std::byte> data, mask_key key) noexcept;

/// The key for the piece that follows `count` octets of the same frame.
[[nodiscard]] constexpr mask_key rotate(mask_key key, std::size_t count) noexcept {
    return {key[count % 4], key[(count + 1) % 4], key[(count + 2) % 4], key[(count + 3) % 4]};
}

} // namespace socketiota::wire
