// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace socketiota::base {

/// U+FFFD, which stands for what is no character.
inline constexpr std::string_view replacement_character = "\xef\xbf\xbd";

/// Whether `text` is UTF-8 without surrogates and overlong forms (RFC 3629), at memory speed.
[[nodiscard]] bool is_valid_utf8(std::string_view text) noexcept;

/// How many of the octets at `at`, which is before `end`, form a character (positive), or a maximal
/// part of one that is not valid (negative). Table 3-7 of the Unicode standard.
[[nodiscard]] int utf8_sequence_length(char const* at, char const* end) noexcept;

/// Whether a surrogate encoded in three octets is at `at`: no UTF-8, but how WTF-8 keeps the half
/// of a pair that a JavaScript string may hold.
[[nodiscard]] bool is_encoded_surrogate(char const* at, char const* end) noexcept;

/// `text` with U+FFFD for each encoded surrogate and for each other maximal invalid part.
[[nodiscard]] std::string to_valid_utf8(std::string_view text);

} // namespace socketiota::base
