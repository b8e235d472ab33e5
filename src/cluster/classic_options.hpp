// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include <cluster/message_limits.hpp>

namespace socketiota::cluster {

/// What the servers of a cluster agree on that have the classic adapter of Redis, with the names
/// and defaults of that.
struct classic_options {
    std::string key = "socket.io";
    /// Answers go to who has asked alone; servers understand both.
    bool publish_on_specific_response_channel = false;
    message_limits limits{};
};

} // namespace socketiota::cluster
