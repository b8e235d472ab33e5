// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <string>

#include <cluster/message_limits.hpp>

namespace socketiota::cluster {

constexpr std::size_t most_streams = 100;

/// How the adapter of Redis Streams behaves.
struct stream_options {
    std::string stream_name = "socket.io";
    /// Over so many streams the namespaces are spread.
    std::size_t stream_count = 1;
    /// What the names of all channels begin with.
    std::string channel_prefix = "socket.io";
    /// Whether these are shard channels.
    bool sharded_channels = false;
    /// Entries that Redis keeps in each stream, about.
    std::size_t max_len = 10'000;
    /// Entries that are read at once.
    std::size_t read_count = 100;
    /// How long a read waits for entries before it is made anew.
    std::chrono::milliseconds block_time{5000};
    /// What the names of the keys of sessions begin with.
    std::string session_key_prefix = "sio:session:";
    /// Whether nothing that is sent holds binary, which need not be looked for then.
    bool only_plaintext = false;
    message_limits limits{};
};

} // namespace socketiota::cluster
