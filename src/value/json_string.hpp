// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

#include <base/output_buffer.hpp>

namespace socketiota {

/// What becomes of half a surrogate pair, which JavaScript strings may hold and UTF-8 may not.
enum class lone_surrogates {
    /// U+FFFD: the text is UTF-8.
    replaced,
    /// Its three octets: the text is WTF-8, and `append_json_string` writes it as it came.
    kept,
};

/// Writes what the characters between the quotes of a valid JSON string stand for to `into`, which
/// has room for as many characters as `escaped` has, and returns the end.
[[nodiscard]] char* unescape_json_string(std::string_view escaped, char* into,
                                         lone_surrogates lone) noexcept;

/// Appends `text` in quotes, byte for byte as `JSON.stringify` would.
///
/// The result is valid UTF-8 whatever `text` is: a surrogate encoded in three octets, which
/// JavaScript strings may hold, is written as `\udXXX`; each other maximal invalid part becomes
/// U+FFFD, as the Encoding Standard decodes.
void append_json_string(base::output_buffer& into, std::string_view text);

} // namespace socketiota
