// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/metric.hpp>

#include <string_view>

#include <engine/session.hpp>

namespace socketiota::engine {

/// How a session ended: what its listener hears, and what is counted.
struct session_end {
    close_reason reason;
    /// Node's detail; a constant of the program.
    std::string_view description;
    metric counts;
};

} // namespace socketiota::engine
