// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace siota {

/// What came from elsewhere as a terminal may show it: characters that would move its cursor,
/// change its colours or turn the direction of writing are escaped as in JSON (`\u001b`), and so is
/// what is no UTF-8.
[[nodiscard]] std::string visible_text(std::string_view text);

} // namespace siota
