// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>

#include <cluster/message_limits.hpp>

namespace socketiota::cluster {

/// Which rooms have channels of their own. All servers of a cluster must say the same.
enum class room_channels : std::uint8_t {
    none,   // Node: `static`
    shared, // but those of single sockets; Node: `dynamic`
    every,  // Node: `dynamic-private`
};

/// How the sharded adapter of Redis behaves.
struct sharded_options {
    /// What the names of all channels begin with.
    std::string channel_prefix = "socket.io";
    room_channels rooms = room_channels::shared;
    message_limits limits{};
};

} // namespace socketiota::cluster
