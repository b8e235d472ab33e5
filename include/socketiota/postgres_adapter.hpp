// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/adapter.hpp>
#include <socketiota/cluster_options.hpp>
#include <socketiota/export.hpp>
#include <socketiota/postgres_options.hpp>

#include <chrono>
#include <cstddef>
#include <string>

namespace socketiota {

/// How `postgres_adapter` behaves. All servers of a cluster have the same `channel_prefix` and
/// `table_name`.
struct postgres_adapter_options {
    /// Where Postgres is.
    postgres_options postgres{};

    /// What the names of all channels begin with. Postgres takes 63 octets of prefix, `#` and name
    /// of a namespace together: one with a longer name reaches no other server.
    std::string channel_prefix = "socket.io";

    /// The table for messages that are binary or large, which the program creates: `CREATE TABLE IF
    /// NOT EXISTS socket_io_attachments (id bigserial UNIQUE, created_at timestamptz DEFAULT NOW(),
    /// payload bytea)`. A name as in SQL, with a schema in front or without.
    std::string table_name = "socket_io_attachments";

    /// Octets up to which a message goes without the table. At most 7999, which is what Postgres
    /// takes; Node's 8000 loses messages of exactly that size.
    std::size_t payload_threshold = 7'999;

    /// How often what is older than that is removed from the table. At least 1 ms.
    std::chrono::milliseconds cleanup_interval{30'000};

    /// How servers know of each other, by heartbeats, and wait for each other.
    cluster_options cluster{};
};

/// Makes a server one of a cluster through LISTEN and NOTIFY of Postgres, with other servers of
/// this library and with those of Node that have `createAdapter` of `@socket.io/postgres-adapter`.
///
/// It is in a library of its own, which needs libpq: `find_package(socketiota COMPONENTS postgres)`
/// and `socketiota::postgres`. What is sent while Postgres is away waits for `queue_timeout`, what
/// others send meanwhile is lost; delivery on the own server goes on.
///
///     sio::server io{{.adapter = sio::postgres_adapter({.postgres = {.url =
///     "postgresql:///chat"}})}};
///
/// Thread safety: may be called from any thread; what it returns serves any number of servers.
/// Errors: options that cannot be are thrown by the constructor of the server (`invalid_option`).
/// Source: `@socket.io/postgres-adapter`.
[[nodiscard]] SOCKETIOTA_EXPORT cluster_adapter
postgres_adapter(postgres_adapter_options options = {});

} // namespace socketiota
