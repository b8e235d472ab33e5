// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace socketiota::wire {

/// `content` in the gzip format (RFC 1952), the same octets each time: the header names no time.
///
/// Throws `std::bad_alloc`. Takes about 30 ms for a megabyte, so the result is worth keeping.
[[nodiscard]] std::string gzip(std::string_view content);

/// How the content of an answer is sent (RFC 9110 section 8.4.1).
enum class content_coding : std::uint8_t { identity, gzip, deflate };

/// As in `Content-Encoding`.
[[nodiscard]] std::string_view to_string(content_coding coding) noexcept;

/// `content` in a coding that is not identity, for an answer that is made once: with less memory
/// than `gzip`, 256 KiB during the call. Throws `std::bad_alloc`.
///
/// @param level 1 (fast) to 9 (small).
[[nodiscard]] std::string compress(std::string_view content, content_coding coding, int level);

/// What a client that sends this `Accept-Encoding` likes best: of two that it likes as much, what
/// it names first (RFC 9110 section 12.5.3). What cannot be understood says nothing.
[[nodiscard]] content_coding choose_coding(std::string_view accept_encoding) noexcept;

/// Whether a client that sends this `Accept-Encoding` takes gzip and does not rather have the
/// content as it is (RFC 9110 section 12.5.3). What cannot be understood says nothing.
[[nodiscard]] bool accepts_gzip(std::string_view accept_encoding) noexcept;

} // namespace socketiota::wire
