// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <base/output_buffer.hpp>

// Long-polling by script tags and forms (JSONP), for browsers that could not ask another origin.

namespace socketiota::wire {

/// The payload in the body of a form: its field `d`, percent-decoded, with the escapes that clients
/// write because browsers change line ends in forms: `\n` is one, and `\\n` is `\n`. It is UTF-8.
///
/// Nothing if there is no such field, or several, as the official server sees it.
[[nodiscard]] std::optional<std::string> decode_jsonp_body(std::string_view form);

/// Appends the script that hands `payload` to the function with that number.
///
/// @param payload is UTF-8.
void append_jsonp_script(base::output_buffer& output, std::uint32_t function,
                         std::string_view payload);

} // namespace socketiota::wire
