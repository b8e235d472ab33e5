// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/handshake.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace socketiota {

/// A request that got no session, or named one that does not fit.
///
/// Source: Node's `connection_error` event of the engine.
struct connection_error {
    /// 0 transport unknown, 1 session unknown, 2 bad method, 3 bad request, 4 forbidden, 5 protocol
    /// version.
    int code = 0;
    /// What the client was told.
    std::string_view message;
    /// What was wrong in detail, as names and values: for example `sid` and the unknown id.
    std::vector<std::pair<std::string_view, std::string_view>> context;
    /// The request that was refused; valid during the call.
    handshake const& request;
};

} // namespace socketiota
