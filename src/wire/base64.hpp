// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace socketiota::wire {

/// Characters of the base64 of `size` octets, padding included.
[[nodiscard]] constexpr std::size_t base64_encoded_size(std::size_t size) noexcept {
    return (size + 2) / 3 * 4;
}

/// Writes the base64 (RFC 4648 4, padded) of `data` and returns its end.
///
/// @param destination room for `base64_encoded_size(data.size())` characters; apart from `data`.
char* encode_base64(std::span<std::byte const> data, char* destination) noexcept;

/// The most octets that `size` characters can stand for: room that surely suffices, without
/// looking at them.
[[nodiscard]] constexpr std::size_t max_base64_decoded_size(std::size_t size) noexcept {
    return size / 4 * 3 + (size % 4) * 3 / 4;
}

/// The octets that `decode_base64` will write for `text`, exactly.
[[nodiscard]] std::size_t base64_decoded_size(std::string_view text) noexcept;

/// Decodes base64 as leniently as the official server, which is Node's `Buffer.from(text,
/// 'base64')`: the alphabets of RFC 4648 4 and 5 in any mixture, other characters skipped, the end
/// at the first `=` whether or not padding is missing, spare bits dropped.
///
/// @param destination room for `base64_decoded_size(text)` octets; may be where `text` begins.
/// @return the number of octets written.
std::size_t decode_base64(std::string_view text, std::byte* destination) noexcept;

} // namespace socketiota::wire
