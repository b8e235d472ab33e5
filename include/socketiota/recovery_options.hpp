// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>

namespace socketiota {

/// What is kept for clients whose connection broke, so that they go on where they were when they
/// come back: their id, rooms and data, and the events that they have missed.
///
///     sio::server io{{.connection_state_recovery = sio::recovery_options{}}};
///
/// Each event that is neither volatile nor asks for an answer gets one more argument, a text that
/// says which one it was; the official client tells the last one when it comes back.
///
/// Memory: on each shard up to `max_bytes` for events, of all namespaces together, and up to
/// `max_sessions` sessions. Above one of the limits the oldest go; a client that would need them
/// gets a new session.
/// Errors: what cannot be is `invalid_option`, thrown by the constructor of the server.
/// Source: Node's `connectionStateRecovery`, with the same defaults; the limits are ours.
struct recovery_options {
    /// How long a client may stay away. At least 1 ms.
    std::chrono::milliseconds max_disconnection_duration{120'000};

    /// Whether the middlewares of a namespace are left out for whom it knows already.
    bool skip_middlewares = true;

    /// Events that are kept on each shard. 0: none; a client goes on if there were none meanwhile.
    std::size_t max_packets = 10'000;

    /// Octets of memory that they may take; one event takes about 1 KiB, or twice what it holds.
    std::size_t max_bytes = std::size_t{32} << 20;

    /// How long one is kept. None: as long as a client may stay away, and the
    /// `ping_interval` and `ping_timeout` after which its loss is noticed.
    std::optional<std::chrono::milliseconds> max_packet_age{};

    /// Clients that may be away, on each shard. 0: none.
    std::size_t max_sessions = 10'000;
};

} // namespace socketiota
