// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/error.hpp>
#include <socketiota/reader.hpp>

#include <cstddef>
#include <string_view>

namespace socketiota {

/// How deep arrays and objects may nest unless a caller says otherwise. JavaScript has no such
/// limit; real arguments stay below 20.
inline constexpr std::size_t default_json_depth = 512;

/// The largest limit that can be asked for: what the validator's stack of bits holds.
inline constexpr std::size_t max_json_depth = 1024;

struct json_limits {
    /// How deep arrays and objects may nest, at most `max_json_depth`. `[]` is 1 deep, `1` is 0.
    std::size_t depth = default_json_depth;
    /// The transport has found the text to be UTF-8 already.
    bool is_known_utf8 = false;
};

/// What the validator has seen in passing, for whoever reads the envelope of an event.
struct json_outline {
    /// What the text is; numbers are `floating`, whatever they look like.
    value_kind root = value_kind::end;
    /// Where the first element of the array `root` begins and ends; equal if it is empty.
    std::size_t first_begin = 0;
    std::size_t first_end = 0;
    /// Where the second element begins; if there is none, at the closing bracket.
    std::size_t rest_begin = 0;
    /// Whether any string or key holds an escape: if none does, all are what they stand for.
    bool has_escapes = false;
};

/// Checks that `text` is one JSON value, exactly as `JSON.parse` does (RFC 8259), in UTF-8, and not
/// nested too deep.
///
/// One pass, no recursion, no allocation. Everything that reads text afterwards relies on it.
///
/// Errors: `malformed_json`, `nested_too_deep`.
[[nodiscard]] error_code validate_json(std::string_view text, json_limits const& limits,
                                       json_outline& outline) noexcept;

[[nodiscard]] inline error_code validate_json(std::string_view text,
                                              json_limits const& limits = {}) noexcept {
    json_outline ignored;
    return validate_json(text, limits, ignored);
}

} // namespace socketiota
