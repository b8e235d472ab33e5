// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace socketiota::cluster {

/// The numbers of requests and answers that the classic adapter of Redis uses.
enum class classic_type : std::uint8_t {
    sockets = 0,   // older versions ask it
    all_rooms = 1, // the same
    join = 2,
    leave = 3,
    disconnect = 4,
    fetch = 5,
    server_side_emit = 6, // its answer too
    broadcast = 7,        // to which sockets answer
    broadcast_client_count = 8,
    broadcast_ack = 9,
};

} // namespace socketiota::cluster
