// SPDX-License-Identifier: MIT
#pragma once

#include "trace.hpp"

#include <socketiota/server_options.hpp>
#include <socketiota/tls_options.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace interop {

/// What the command line asks for, see README.md.
struct given_options {
    std::uint16_t port = 0;
    bool trace = false;
    /// Namespaces are made on demand; else each name that is not there is refused at once.
    bool dynamic_namespaces = false;
    /// Listen with TLS.
    std::optional<socketiota::tls_options> tls;
    /// Listen at this path instead of on a port.
    std::string local;
    /// Only what was asked for is set: the defaults under test are the library's own.
    socketiota::server_options server;
};

/// @param to gets the lines of the allowRequest hook; outlives the server.
///
/// Throws `std::runtime_error` with a sentence for an option that is not in README.md.
[[nodiscard]] given_options parse_options(int count, char const* const* arguments, trace const& to);

} // namespace interop
