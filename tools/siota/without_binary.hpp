// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/value.hpp>

#include <span>
#include <string>

namespace siota {

/// The same with `{"hex": "00ff"}` for binary, which JSON does not have.
[[nodiscard]] socketiota::value without_binary(socketiota::value const& given);

/// An array of them.
[[nodiscard]] socketiota::value array_without_binary(std::span<socketiota::value const> given);

} // namespace siota
