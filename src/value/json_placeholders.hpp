// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/error.hpp>

#include <cstddef>
#include <string_view>
#include <vector>

namespace socketiota {

/// An object of JSON text that stands for an attachment.
struct json_placeholder {
    /// Offsets of its opening brace and behind its closing brace.
    std::size_t begin = 0;
    std::size_t end = 0;
    /// Which attachment.
    std::size_t attachment = 0;
};

/// Finds the placeholders of a packet that came with `attachments` attachments, in `text` that is
/// known to be valid.
///
/// As in JavaScript, each object whose member `_placeholder` is true is one, whatever else it has;
/// its `num` must be a number from 0 to `attachments` - 1. The same attachment may be named twice,
/// and not all need be named. A placeholder inside a placeholder is dropped with the rest of the
/// outer one, though it must name an attachment too. A program that sends an object with
/// `_placeholder: true` among binary is misunderstood by both implementations.
///
/// Errors: `illegal_attachment`.
[[nodiscard]] error_code find_json_placeholders(std::string_view text, std::size_t attachments,
                                                std::vector<json_placeholder>& into);

} // namespace socketiota
