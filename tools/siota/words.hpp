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

/// Those of words that CLI11 left over: throws `misuse` for one that looks like an option and is no
/// number below 0.
[[nodiscard]] socketiota::arguments values_in(std::vector<std::string> const& words);

} // namespace siota
