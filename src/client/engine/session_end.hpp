// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/disconnect_reason.hpp>

#include <client/engine/connection_failure.hpp>

namespace socketiota::clients {

/// How a session ended, or could not begin.
struct session_end {
    /// `transport_close`, `transport_error`, `ping_timeout`, `parse_error` or `forced_close`.
    disconnect_reason reason;
    connection_failure why;
};

} // namespace socketiota::clients
