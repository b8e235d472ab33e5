// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <string>

#include <cluster/message_limits.hpp>

namespace socketiota::cluster {

/// How the adapter of Postgres behaves.
struct postgres_mover_options {
    /// What the names of all channels begin with.
    std::string channel_prefix = "socket.io";
    /// Messages with more octets are attached; Postgres takes no more in a notification.
    std::size_t payload_threshold = 7999;
    /// How often attachments that are older than that are removed.
    std::chrono::milliseconds cleanup_interval{30'000};
    message_limits limits{};
};

} // namespace socketiota::cluster
