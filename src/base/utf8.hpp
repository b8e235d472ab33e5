// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace socketiota::base {

/// Whether `text` is UTF-8 without surrogates and overlong forms (RFC 3629), at memory speed.
[[nodiscard]] bool is_valid_utf8(std::string_view text) noexcept;

} // namespace socketiota::base
