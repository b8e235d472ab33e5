// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <string>

namespace socketiota {

/// Where Postgres is, and how connections to it behave.
///
///     sio::postgres_options postgres{.url = "postgresql://user:secret@10.0.0.7:5432/chat"};
///     postgres.answer_timeout = 2s;
///
/// Names are resolved again each time a connection is made, and all their addresses are tried, IPv6
/// and IPv4.
///
/// Limits: 0 of a limit, and times below 1 ms, are `invalid_option`, as is a url that is none;
/// thrown where the options are taken, in a sentence that names the option, never the password.
/// Source: the connection strings of libpq.
struct postgres_options {
    /// `postgresql://[user[:password]@][host][:port][/database][?parameter=value]`, or libpq's
    /// `host=10.0.0.7 user=chat`: all its parameters but `service`, so `sslmode=verify-full` and
    /// `sslrootcert=/etc/postgres/ca.pem` too. What it leaves out is taken from the environment
    /// (`PGHOST`, `PGPASSWORD` and so on), as by psql.
    std::string url = "postgresql://";

    /// How long it may take to resolve the name, connect and log in.
    std::chrono::milliseconds connect_timeout{5'000};

    /// How long an answer may take. Then the connection is given up and made anew.
    std::chrono::milliseconds answer_timeout{5'000};

    /// How often a server looks whether what it sends to Postgres comes back.
    std::chrono::milliseconds ping_interval{30'000};

    /// How long the first attempt to connect again waits. The next waits twice as long, and so on,
    /// each between half of that and all of it by chance, so that many servers do not come back at
    /// the same moment.
    std::chrono::milliseconds min_backoff{50};

    /// The longest that an attempt waits. At least `min_backoff`.
    std::chrono::milliseconds max_backoff{2'000};

    /// How long a message waits for Postgres to come back. After that it is lost.
    std::chrono::milliseconds queue_timeout{10'000};

    /// Octets of messages that are kept until Postgres has taken them. One more is refused.
    std::size_t max_queued_bytes = std::size_t{64} << 20;

    /// Messages that Postgres has not taken yet. One more is refused.
    std::size_t max_queued_commands = 100'000;
};

} // namespace socketiota
