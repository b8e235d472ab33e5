// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace socketiota::wire {

/// Judges text of which more is to come.
///
/// @return how many octets at the front are whole characters, at most 3 less than all; nothing if
/// no continuation could make `text` valid UTF-8.
[[nodiscard]] std::optional<std::size_t> whole_utf8_prefix(std::string_view text) noexcept;

} // namespace socketiota::wire
