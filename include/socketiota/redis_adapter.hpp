// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/adapter.hpp>
#include <socketiota/cluster_options.hpp>
#include <socketiota/export.hpp>
#include <socketiota/redis_options.hpp>

#include <chrono>
#include <cstddef>
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

/// How `redis_streams_adapter` behaves. All servers of a cluster have the same `stream_name`,
/// `stream_count`, `channel_prefix`, `use_sharded_pub_sub` and `session_key_prefix`.
struct redis_streams_adapter_options {
    /// Where Redis is, version 5 or later; 7 for `use_sharded_pub_sub`.
    redis_options redis{};

    /// The key of the stream. With more than one, `-` and a number follow.
    std::string stream_name = "socket.io";

    /// Over how many streams namespaces are spread, which a Redis Cluster has on several servers.
    /// 1 to 100; a server has two connections for each beyond the first.
    std::size_t stream_count = 1;

    /// What the names of the channels for questions and answers begin with.
    std::string channel_prefix = "socket.io";

    /// Whether these are shard channels: then a Redis Cluster does not repeat each on all servers.
    bool use_sharded_pub_sub = false;

    /// Entries that Redis keeps in each stream, about, of all namespaces together: for a server
    /// that is behind. At least 1.
    std::size_t max_len = 10'000;

    /// Entries that are read at once. At least 1.
    std::size_t read_count = 100;

    /// How long a read waits for entries before it is made anew. At least 1 ms.
    std::chrono::milliseconds block_time{5'000};

    /// What the keys of sessions begin with that another server may take over.
    std::string session_key_prefix = "sio:session:";

    /// Whether nothing that is sent holds binary; what does then arrives as an object, as
    /// `JSON.stringify` makes it of a Buffer.
    bool only_plaintext = false;

    /// How servers wait for each other. They are counted by Redis: no heartbeats are sent.
    cluster_options cluster{};
};

/// Makes a server one of a cluster through a stream of Redis, with servers of Node that have
/// `createAdapter` of `@socket.io/redis-streams-adapter` 0.3 or later.
///
/// What goes to sockets stands in the stream, so a server that was cut off reads what it has
/// missed when it is back. Questions and answers are published, and lost while Redis is away.
/// With `server_options::connection_state_recovery`, sessions are in Redis too: a client goes on at
/// any server.
///
///     sio::server io{{.adapter = sio::redis_streams_adapter()}};
///
/// Thread safety and errors: as those of `redis_adapter`.
/// Source: `@socket.io/redis-streams-adapter`.
[[nodiscard]] SOCKETIOTA_EXPORT cluster_adapter
redis_streams_adapter(redis_streams_adapter_options options = {});

} // namespace socketiota
