// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace socketiota::bench {

/// Microseconds that this process has been on a CPU, system calls included.
[[nodiscard]] double own_cpu_microseconds();

/// Octets of its memory that are resident.
[[nodiscard]] std::uint64_t own_resident_bytes();

} // namespace socketiota::bench
