// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace siota {

/// What the program ends with; the man page names them too.
enum class exit_status : std::uint8_t {
    done = 0,
    /// There is no connection: it failed, was refused or was lost. Or another thing that the
    /// program needs is not there: a port, a file, Redis.
    no_connection = 1,
    /// The arguments are wrong.
    misused = 2,
    /// No answer has come in time, or the event cannot be sent.
    no_answer = 3,
    /// What was to be decoded is no packet.
    no_packet = 4,
};

} // namespace siota
