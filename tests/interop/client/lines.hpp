// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/arguments.hpp>
#include <socketiota/value.hpp>

/// How interop_client and the tests talk: a line of JSON each time, where binary is
/// `{"$bytes": "00ff"}`.
namespace interop {

void say(socketiota::value const& line);

/// An array that JSON can say.
[[nodiscard]] socketiota::value readable(socketiota::arguments const& given);

/// The way back, of one value.
[[nodiscard]] socketiota::value meant(socketiota::value const& given);

/// The same, of an array.
[[nodiscard]] socketiota::arguments arguments_of(socketiota::value const& given);

} // namespace interop
