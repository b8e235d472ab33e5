// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace socketiota::base {

/// What part of a url stands for: `%40` is an `@` (RFC 3986 2.1). Nothing if a `%` is without its
/// two hexadecimal digits.
[[nodiscard]] std::optional<std::string> percent_decoded(std::string_view text);

} // namespace socketiota::base
