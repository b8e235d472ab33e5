// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <string>

namespace socketiota {

/// An event that waits until its socket is connected.
///
///     for (sio::buffered_event const& each : socket.buffered_events())
///         std::cerr << each.name << " waits\n";
struct buffered_event {
    /// Its name.
    std::string name{};
    /// Octets of memory, about.
    std::size_t size = 0;
    /// How long it has waited.
    std::chrono::milliseconds age{0};
    /// Whether somebody waits for the answer.
    bool wants_ack = false;
};

} // namespace socketiota
