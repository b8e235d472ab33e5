// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/arguments.hpp>
#include <socketiota/value.hpp>

#include <string>
#include <vector>

namespace siota {

/// What a word stands for: JSON if it is JSON, binary if it begins with `hex:`, or else the text
/// that it is. Throws `misuse` if no hexadecimal digits follow `hex:`.
[[nodiscard]] socketiota::value value_of(std::string const& word);

[[nodiscard]] socketiota::arguments values_of(std::vector<std::string> const& words);

} // namespace siota
