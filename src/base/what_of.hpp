// SPDX-License-Identifier: MIT
#pragma once

#include <exception>
#include <string>

namespace socketiota::base {

/// What an exception says of itself, for a line of the log.
[[nodiscard]] std::string what_of(std::exception_ptr const& failure);

} // namespace socketiota::base
