// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>

#include <cluster/message.hpp>

namespace socketiota::cluster {

/// What a server asks on the channel of requests of the classic adapter of Redis.
struct classic_request {
    /// What `message` has no form for, because only older versions of the adapter ask it.
    enum class question : std::uint8_t {
        none,         // the message says all
        socket_ids,   // type 0: the ids of those in any of `message.to.rooms`; as fetch_sockets,
                      // whose answer is written by `classic_encoder::encode_socket_ids`
        rooms,        // type 1: all rooms with a socket here
        confirmation, // types 2 to 4 about one socket: if it is here, an answer without content
    };

    message what{};
    question old = question::none;
};

} // namespace socketiota::cluster
