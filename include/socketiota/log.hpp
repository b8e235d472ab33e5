// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/export.hpp>

#include <cstdint>
#include <string_view>

namespace socketiota {

/// How much a line of the log matters.
enum class log_level : std::uint8_t {
    /// Something an operator should know once, such as a default that leaves a door open.
    notice,
    /// Something went wrong and the server goes on.
    error,
};

/// Writes `line` to standard error: what a server does with its log unless it is given another
/// function. The only place of the library that prints.
///
/// Thread safety: safe.
SOCKETIOTA_EXPORT void log_to_standard_error(log_level level, std::string_view line);

} // namespace socketiota
