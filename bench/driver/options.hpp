// SPDX-License-Identifier: MIT
#pragma once

#include "speech.hpp"

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>

#include <sys/types.h>

namespace socketiota::bench {

/// What one run of the driver does. Each scenario takes only the options that change it and has
/// its own defaults; see options.cpp for the table.
struct options {
    std::string scenario;
    /// Port of the server on 127.0.0.1.
    std::uint16_t port = 0;
    /// Port of the server that the sender of a broadcast is connected to, which receives nothing
    /// then; 0: it is one of those who receive.
    std::uint16_t from = 0;
    /// Process whose CPU time and memory are read; 0 reads none.
    pid_t pid = 0;
    /// Connections held (echo, broadcast, polling, idle) or opened at the same time (connect).
    std::size_t connections = 0;
    /// Operations in flight: per connection (echo) or in all (broadcast).
    std::size_t in_flight = 1;
    /// Bytes of one payload, 16 to 1 MB; the first 16 number it.
    std::size_t payload_bytes = 32;
    /// The measured phase ends after so many operations or so many seconds.
    std::uint64_t operations = 0;
    /// The warm-up ends after so many operations or so many seconds.
    std::uint64_t warmup_operations = 0;
    double seconds = 5;
    /// Seconds without any progress after which the run fails.
    double patience = 10;
    /// Connections at which the idle scenario reads the memory for the first time.
    std::size_t first_connections = 0;
    /// Path of the certificate that the server has to present; empty: no TLS.
    std::string certificate;
    speech spoken;
    /// Name of the event that is sent (echo, broadcast).
    std::string event;
    /// Whether TLS handshakes resume a session, all but the first ones.
    bool resumes = false;
};

/// The command line is wrong; what() says how.
struct usage_error : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Reads the command line.
///
/// \throws usage_error for an unknown scenario, an option that the scenario does not take, or a
///         number outside its range.
options parse_options(int count, const char* const* arguments);

/// The text of --help.
std::string usage_text();

} // namespace socketiota::bench
