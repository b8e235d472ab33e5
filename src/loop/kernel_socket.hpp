// SPDX-License-Identifier: MIT
#pragma once

#include <loop/descriptor.hpp>

namespace socketiota::loop {

// Neither blocks nor goes to programs that this one starts. None, with `errno` set, on a failure.

/// A stream socket of `family`: `AF_INET`, `AF_INET6` or `AF_UNIX`.
[[nodiscard]] descriptor new_socket(int family) noexcept;

/// Who waits to be accepted from `listening`.
[[nodiscard]] descriptor accept_from(int listening) noexcept;

} // namespace socketiota::loop
