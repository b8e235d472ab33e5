// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/value.hpp>

#include <string>
#include <vector>

#include <adapter/log_place.hpp>

namespace socketiota::adapter {

/// A session as the servers of a cluster keep it, for whichever of them its client comes back to.
struct kept_session {
    std::string id{}; // of its socket
    std::string private_id{};
    std::vector<std::string> rooms{}; // its own among them
    value data{};
    log_place since{}; // its server has had it; none: it began there
};

} // namespace socketiota::adapter
