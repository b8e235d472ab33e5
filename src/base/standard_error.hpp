// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace socketiota::base {

/// Writes `line` whole or not at all, and never waits: the log must not stop a loop because nobody
/// reads it. Where the system has no such write (Windows) it waits.
void write_to_standard_error(std::string const& line) noexcept;

} // namespace socketiota::base
