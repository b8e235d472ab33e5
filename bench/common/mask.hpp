// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace socketiota::bench {

/// Masks or unmasks a WebSocket payload in place (RFC 6455 section 5.3).
///
/// `key` holds the four key bytes in the order of the wire, whatever the byte order of the machine.
/// Eight bytes a step: bytewise, a small echo would spend as long here as in everything else of
/// user space.
inline void apply_mask(char* data, std::size_t size, std::uint32_t key) {
    const std::uint64_t wide = (std::uint64_t{key} << 32) | key;
    std::size_t at = 0;
    for (; at + 8 <= size; at += 8) {
        std::uint64_t word;
        std::memcpy(&word, data + at, 8);
        word ^= wide;
        std::memcpy(data + at, &word, 8);
    }
    // `at` is a multiple of four, so the key starts again with its first byte.
    unsigned char bytes[8];
    std::memcpy(bytes, &wide, 8);
    for (std::size_t i = 0; at < size; ++at, ++i)
        data[at] = static_cast<char>(static_cast<unsigned char>(data[at]) ^ bytes[i]);
}

} // namespace socketiota::bench
