// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>

#include <base/timer_wheel.hpp>
#include <cluster/cluster_figures.hpp>
#include <engine/engine.hpp>

namespace socketiota {

/// What there is of a server on a shard at one moment, or on several together.
struct server_figures {
    engine::engine::figures sessions;
    std::size_t websockets = 0;  // plain ones
    std::size_t connections = 0; // of HTTP
    std::size_t held = 0;        // octets of memory that wait for peers
    // Of the shard where the cluster is, if there is one.
    std::optional<cluster::cluster_figures> others{};
    // Of one shard.
    base::duration lag{};
    base::duration worst_lag{};

    /// Takes those of another shard in.
    void add(server_figures const& more) {
        sessions.polling += more.sessions.polling;
        sessions.websocket += more.sessions.websocket;
        sessions.held += more.sessions.held;
        websockets += more.websockets;
        connections += more.connections;
        held += more.held;
        if (more.others)
            others = more.others;
    }
};

} // namespace socketiota
