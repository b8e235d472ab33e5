// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace socketiota::base {

/// UTF-16 code units of `text`, which is UTF-8: what JavaScript calls the length of a string.
[[nodiscard]] std::size_t utf16_length(std::string_view text) noexcept;

/// How many octets at the front of `text`, which is UTF-8, make `units` UTF-16 code units. Nothing
/// if all are fewer, or if the last would be half of a character.
[[nodiscard]] std::optional<std::size_t> utf16_prefix(std::string_view text,
                                                      std::size_t units) noexcept;

} // namespace socketiota::base
