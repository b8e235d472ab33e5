// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <string>

namespace socketiota::wire {

/// A time as HTTP writes it (RFC 9110 section 5.6.7): `Sun, 06 Nov 1994 08:49:37 GMT`.
///
/// @param time since 1970 in UTC, of the years 1 to 9999.
[[nodiscard]] std::string http_date(std::chrono::seconds time);

} // namespace socketiota::wire
