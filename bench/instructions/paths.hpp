// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <string_view>
#include <vector>

namespace socketiota::bench {

/// One path of the library whose instructions are counted.
struct path {
    std::string_view name;
    /// How often it is run; a delivery to each of many is that many.
    long operations;
    /// Makes what it needs, and gives the function that runs it so many times.
    std::function<void(long)> (*prepare)();
};

/// The paths without input and output: what frames, packets and values cost.
[[nodiscard]] std::vector<path> sans_io_paths();

/// What messages between servers cost.
[[nodiscard]] std::vector<path> cluster_paths();

/// What they cost on their way through Redis.
[[nodiscard]] std::vector<path> redis_paths();

/// Whole paths through a server and its connections, on one thread.
[[nodiscard]] std::vector<path> server_paths();

/// What of them is another path with two shards, whose loops one thread runs in turn.
[[nodiscard]] std::vector<path> two_shard_paths();

} // namespace socketiota::bench
