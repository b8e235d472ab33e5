// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/adapter.hpp>
#include <socketiota/cluster_options.hpp>
#include <socketiota/export.hpp>
#include <socketiota/redis_options.hpp>

#include <cstdint>
#include <string>

namespace socketiota {

/// How `redis_adapter` behaves. All servers of a cluster have the same `key`.
struct redis_adapter_options {
    /// Where Redis is.
    redis_options redis{};

    /// What the names of all channels begin with.
    std::string key = "socket.io";

    /// Whether answers go to who has asked alone, not to all. Servers understand both.
    bool publish_on_specific_response_channel = false;

    /// How servers wait for each other. They are counted by Redis: no heartbeats are sent.
    cluster_options cluster{};
};

/// Makes a server one of a cluster through Redis' publish and subscribe, with other servers of this
/// library and with those of Node that have `createAdapter` of `@socket.io/redis-adapter`.
///
/// What is published while Redis is away is lost; delivery on the own server goes on.
///
///     sio::server io{{.adapter = sio::redis_adapter({.redis = {.url = "redis://10.0.0.7"}})}};
///
/// Thread safety: may be called from any thread; what it returns serves any number of servers.
/// Errors: options that cannot be are thrown by the constructor of the server (`invalid_option`).
/// Source: `@socket.io/redis-adapter`.
[[nodiscard]] SOCKETIOTA_EXPORT cluster_adapter redis_adapter(redis_adapter_options options = {});

/// Which rooms have channels of their own, so that servers without sockets in them hear nothing of
/// what is sent there. All servers of a cluster say the same.
enum class redis_subscription_mode : std::uint8_t {
    /// All but those of single sockets.
    dynamic,
    /// None: each server hears everything.
    fixed,
    /// All.
    dynamic_private,
};

/// How `redis_sharded_adapter` behaves. All servers of a cluster have the same `channel_prefix` and
/// `subscription_mode`.
struct redis_sharded_adapter_options {
    /// Where Redis is, version 7 or later.
    redis_options redis{};

    /// What the names of all channels begin with.
    std::string channel_prefix = "socket.io";

    /// Which rooms have channels of their own (Node: `dynamic`, `static`, `dynamic-private`).
    redis_subscription_mode subscription_mode = redis_subscription_mode::dynamic;

    /// How servers wait for each other. They are counted by Redis: no heartbeats are sent.
    cluster_options cluster{};
};

/// The same through sharded channels of Redis 7, with servers of Node that have
/// `createShardedAdapter` of `@socket.io/redis-adapter` 8.3 or later.
///
///     sio::server io{{.adapter = sio::redis_sharded_adapter()}};
///
/// Thread safety and errors: as those of `redis_adapter`.
/// Source: `@socket.io/redis-adapter`.
[[nodiscard]] SOCKETIOTA_EXPORT cluster_adapter
redis_sharded_adapter(redis_sharded_adapter_options options = {});

} // namespace socketiota
