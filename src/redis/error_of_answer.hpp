// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/error.hpp>

#include <string>
#include <string_view>

namespace socketiota::redis {

/// What an error that Redis answered with means.
///
/// @param answer its text, with the code in front.
[[nodiscard]] error error_of_answer(std::string_view answer) noexcept;

/// What something that is no answer of Redis is: TLS, or anything else.
///
/// @param octets how it begins.
[[nodiscard]] error error_of_octets(std::string_view octets) noexcept;

/// Octets of a peer as text for a log: no control characters, and not long.
[[nodiscard]] std::string printable(std::string_view octets);

} // namespace socketiota::redis
