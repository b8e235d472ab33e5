// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/cookie_options.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace socketiota::engine {

/// The sentence that says why no browser would take such a cookie, or nothing.
[[nodiscard]] std::optional<std::string_view> validate(cookie_options const& options);

/// The value of `Set-Cookie`, byte for byte as npm's `cookie` writes it, which is what the official
/// server uses.
///
/// @param options must have passed `validate`.
/// @param value an id of a session, in which nothing has to be encoded.
[[nodiscard]] std::string set_cookie(cookie_options const& options, std::string_view value);

} // namespace socketiota::engine
