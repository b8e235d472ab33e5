// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace socketiota::wire {

/// Close codes that this library sends or names (RFC 6455 7.4.1).
namespace close_code {
inline constexpr std::uint16_t normal = 1000;
inline constexpr std::uint16_t going_away = 1001;
inline constexpr std::uint16_t protocol_error = 1002;
/// Never on the wire: stands for a close frame without a code.
inline constexpr std::uint16_t none = 1005;
/// Never on the wire: stands for a connection that ended without a close frame.
inline constexpr std::uint16_t abnormal = 1006;
inline constexpr std::uint16_t invalid_text = 1007;
inline constexpr std::uint16_t policy_violation = 1008;
inline constexpr std::uint16_t too_big = 1009;
inline constexpr std::uint16_t internal_error = 1011;
} // namespace close_code

/// Whether `code` may stand in a close frame: what RFC 6455 7.4 and the IANA registry assign
/// (1000 to 1014 without 1004, 1005 and 1006) and what is left to libraries and programs (3000 to
/// 4999).
[[nodiscard]] constexpr bool is_sendable_close_code(std::uint16_t code) noexcept {
    if (code >= 3000)
        return code <= 4999;
    return code >= 1000 && code <= 1014 && code != 1004 && code != 1005 && code != 1006;
}

} // namespace socketiota::wire
