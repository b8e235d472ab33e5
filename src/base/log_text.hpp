// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace socketiota::base {

/// Octets of a line of the log. With what stands in front of it less than PIPE_BUF, so that a pipe
/// takes the whole line or nothing.
inline constexpr std::size_t longest_log_text = 1024;

/// `text` as one line of UTF-8 that neither looks like two, nor moves the cursor of a terminal, nor
/// turns the direction of what stands beside it: such characters, backslashes and what is no UTF-8
/// are escaped as C++ writes them. Cut with `...` at `longest_log_text`.
[[nodiscard]] std::string log_text(std::string_view text);

} // namespace socketiota::base
