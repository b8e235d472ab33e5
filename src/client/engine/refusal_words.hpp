// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <span>
#include <string>

namespace socketiota::clients {

/// Octets of a refusal that are looked at: that it may be as long as a payload is no reason to
/// parse or keep all of it.
inline constexpr std::size_t longest_refusal = 1024;

/// The sentence of Engine.IO in the body of an answer that says no, with what is to be done where
/// that is known; empty if there is none.
[[nodiscard]] std::string refusal_words(std::span<std::byte const> body);

} // namespace socketiota::clients
