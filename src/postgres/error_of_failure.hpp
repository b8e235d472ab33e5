// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/error.hpp>

#include <string>
#include <string_view>

namespace socketiota::postgres {

/// What the failure of a command means.
///
/// @param sqlstate five letters (PostgreSQL documentation, appendix A), or nothing.
[[nodiscard]] error error_of_sqlstate(std::string_view sqlstate) noexcept;

/// What it means that no connection came about. libpq gives no code for it, but with
/// `PQERRORS_VERBOSE` its text has that of a server, in whatever language that speaks.
///
/// @param text what libpq says.
[[nodiscard]] error error_of_connecting(std::string_view text) noexcept;

/// What a peer said as text for a log: one line, no control characters, and not long.
[[nodiscard]] std::string printable(std::string_view text);

} // namespace socketiota::postgres
