// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace socketiota::bench {

/// What one run of the clients does.
struct client_arguments {
    /// `echo`, `broadcast` or `idle`.
    std::string scenario;
    /// Of the server, on 127.0.0.1.
    std::uint16_t port = 0;
    std::size_t connections = 100;
    /// Operations under way: on each connection (echo) or in all (broadcast).
    std::size_t in_flight = 1;
    /// The measured phase ends after so many operations or so many seconds.
    std::uint64_t operations = 1000;
    /// Operations before it.
    std::uint64_t warmup = 100;
    double seconds = 5;
    /// Connections at which memory is read for the first time (idle), and seconds before each
    /// reading.
    std::size_t first = 1;
    double rest = 1;
};

/// Reads the command line. Throws `std::invalid_argument` with a sentence.
[[nodiscard]] client_arguments arguments_of(int count, char const* const* given);

} // namespace socketiota::bench
