// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/tls_client_options.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace socketiota {

/// What stands at the address of a Redis.
enum class redis_deployment : std::uint8_t {
    /// One server of Redis.
    single,
    /// A Redis Cluster, which spreads keys and shard channels over several masters.
    cluster,
    /// Sentinels, which know where the master is and make another server the master when it fails.
    sentinels,
};

/// Where Redis is, and how connections to it behave.
///
///     sio::redis_options redis{.url = "redis://user:secret@10.0.0.7:6379/1"};
///     redis.answer_timeout = 2s;
///
/// Names are resolved again each time a connection is made, and all their addresses are tried, IPv6
/// and IPv4 in turn: the next 250 ms after the last, or at once if that refused (RFC 8305).
///
/// Limits: 0 of a limit, and times below 1 ms, are `invalid_option`, as is a url that is none;
/// thrown where the options are taken, in a sentence that names the option, never the password.
/// Source: the urls of redis-cli and node-redis.
struct redis_options {
    /// `redis://[[user]:password@]host[:port][/database]`, the same with `rediss://` for TLS, or
    /// `unix:///path/of/the/socket`. An IPv6 address stands in brackets; what has a meaning in a
    /// url is written as `%40`. The port is 6379 unless it is named.
    std::string url = "redis://localhost";

    /// What stands there. Of a Redis Cluster the url is that of one of its servers, which tells
    /// where the others are. With sentinels, the host of the url is the name under which they know
    /// the master, the port is not used, and `hosts` are the sentinels:
    ///
    ///     sio::redis_options redis{.url = "redis://:secret@mymaster"};
    ///     redis.deployment = sio::redis_deployment::sentinels;
    ///     redis.hosts = {"10.0.0.1", "10.0.0.2", "10.0.0.3:26380"};
    redis_deployment deployment = redis_deployment::single;

    /// The sentinels, `host` or `host:port`, where the port is 26379 unless it is named. They are
    /// asked one after the other, each time that a connection is made, and one of them is heard, so
    /// that another master is known at once. With `rediss://` they are spoken to by TLS too.
    ///
    /// Or more servers of a Redis Cluster, port 6379 unless it is named, for when that of the url
    /// is away at the start.
    std::vector<std::string> hosts{};

    /// The user for the sentinels; empty: the default user.
    std::string sentinel_user{};

    /// The password of the sentinels; empty: none.
    std::string sentinel_password{};

    /// The user (ACL, since Redis 6), unless the url names one; empty: the default user.
    std::string user{};

    /// The password, unless the url has one; empty: none.
    std::string password{};

    /// The database, unless the url names one; none: 0. What is published is the same in all.
    std::optional<unsigned> database{};

    /// How `rediss://` is spoken. Redis wants a certificate of its clients unless
    /// `tls-auth-clients` is switched off.
    tls_client_options tls{};

    /// Under which name `CLIENT LIST` shows the connections, printable and without spaces; empty:
    /// none.
    std::string client_name = "socketiota";

    /// How long it may take to resolve the name, connect and agree on TLS.
    std::chrono::milliseconds connect_timeout{5'000};

    /// How long an answer may take, beyond the time that a command blocks. Then the connection
    /// is given up and made anew.
    std::chrono::milliseconds answer_timeout{5'000};

    /// After how long without a word from Redis a PING asks whether it is there. As often a single
    /// one is asked whether it is a master; a replica every `max_backoff`, until it is made one.
    std::chrono::milliseconds ping_interval{30'000};

    /// How long the first attempt to connect again waits. The next waits twice as long, and so on,
    /// each between half of that and all of it by chance, so that many servers do not come back at
    /// the same moment.
    std::chrono::milliseconds min_backoff{50};

    /// The longest that an attempt waits. At least `min_backoff`.
    std::chrono::milliseconds max_backoff{2'000};

    /// How long a command waits for Redis to come back. After that it is lost, and fails if an
    /// answer was to come.
    std::chrono::milliseconds queue_timeout{10'000};

    /// Octets of commands that are kept until they are sent. One more is refused.
    std::size_t max_queued_bytes = std::size_t{64} << 20;

    /// Commands that wait, or whose answers do. One more is refused.
    std::size_t max_queued_commands = 100'000;

    /// Octets of one answer. Up to 1 GiB; a larger one ends the connection.
    std::size_t max_answer_bytes = std::size_t{64} << 20;
};

} // namespace socketiota
