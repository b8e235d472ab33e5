// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/error.hpp>
#include <socketiota/export.hpp>

#include <cstdint>
#include <string_view>

namespace socketiota {

/// The port that a text says, of the command line or the environment: decimal digits, 0 to 65535,
/// nothing else, no blanks and no sign.
///
///     char const* const given = std::getenv("PORT");
///     io.listen(sio::parse_port(given != nullptr ? given : "3000"));
///
/// Errors: `invalid_option`, thrown with a sentence that quotes the text and says what is wrong.
/// Thread safety: safe from any thread.
[[nodiscard]] SOCKETIOTA_EXPORT std::uint16_t parse_port(std::string_view text);

/// The same; what is wrong comes in `failure`, with 0.
[[nodiscard]] SOCKETIOTA_EXPORT std::uint16_t parse_port(std::string_view text,
                                                         error_code& failure);

} // namespace socketiota
