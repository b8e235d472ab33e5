// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace socketiota::base {

/// Longest header of a WebSocket frame (RFC 6455 section 5.2): 2 + 8, and 4 for the mask of a
/// client.
inline constexpr std::size_t frame_headroom = 14;

/// A frame header kept apart from its content, for contents too large to copy.
struct frame_header {
    std::array<char, frame_headroom> octets{};
    std::uint8_t size = 0;

    [[nodiscard]] std::string_view view() const noexcept { return {octets.data(), size}; }
};

} // namespace socketiota::base
