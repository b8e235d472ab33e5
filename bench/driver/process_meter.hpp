// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>

#include <sys/types.h>

namespace socketiota::bench {

/// Reads what another process has used so far from /proc. Without a process it reads nothing.
class process_meter {
public:
    /// \param pid the process, or 0 for none.
    explicit process_meter(pid_t pid) : pid_(pid) {}

    /// Nanoseconds that all threads of the process have been on a CPU, system calls included.
    ///
    /// Takes the first field of schedstat, because the usr and sys times of /proc/PID/stat advance
    /// in ticks of 10 ms. A thread that runs right now is up to one scheduler tick behind.
    /// \throws failure if the process is gone.
    std::optional<std::uint64_t> cpu_nanoseconds() const;

    /// Bytes of resident memory.
    /// \throws failure if the process is gone.
    std::optional<std::uint64_t> resident_bytes() const;

private:
    pid_t pid_;
};

} // namespace socketiota::bench
