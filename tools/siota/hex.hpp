// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace siota {

[[nodiscard]] std::string to_hex(std::span<std::byte const> octets);

/// Pairs of hexadecimal digits, with spaces between them or not. Nothing if it is something else.
[[nodiscard]] std::optional<std::vector<std::byte>> from_hex(std::string_view text);

} // namespace siota
