// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>

#include <redis/command.hpp>

namespace socketiota::redis {

/// Appends a command as it goes over the wire: an array of bulk strings, in either protocol.
void append_command(std::string& to, command const& what);

/// How many octets `append_command` appends, at most.
[[nodiscard]] std::size_t size_of_command(command const& what) noexcept;

} // namespace socketiota::redis
