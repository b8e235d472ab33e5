// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace socketiota::http {

/// The most segments of a path that routes look at: a target of 16 KiB could have 8000.
inline constexpr std::size_t most_path_segments = 64;

/// Divides the path of a request at its slashes and then decodes each segment, so that a `%2F` does
/// not divide. `/a/b` has two segments, `/a/` has two, of which the last is empty, `/` one empty.
///
/// Nothing if it is no path that routes take: it does not begin with `/`, an escape is none, what
/// it means is not UTF-8 or holds NUL, or a segment is `.` or `..` - in whatever encoding, because
/// a handler may make a file name of it.
[[nodiscard]] std::optional<std::vector<std::string>> split_path(std::string_view path);

/// Whether `path` begins with `/` and has letters, digits, `-`, `_` and `.` alone, no segment of it
/// with a dot in front: nothing that a request could write in another way.
[[nodiscard]] bool is_plain_path(std::string_view path);

} // namespace socketiota::http
