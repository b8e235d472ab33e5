// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace socketiota::wire {

/// `content` in the gzip format (RFC 1952), the same octets each time: the header names no time.
///
/// Throws `std::bad_alloc`. Takes about 30 ms for a megabyte, so the result is worth keeping.
[[nodiscard]] std::string gzip(std::string_view content);

/// Whether a client that sends this `Accept-Encoding` takes gzip and does not rather have the
/// content as it is (RFC 9110 section 12.5.3). What cannot be understood says nothing.
[[nodiscard]] bool accepts_gzip(std::string_view accept_encoding) noexcept;

} // namespace socketiota::wire
