// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/detail/callback.hpp>
#include <socketiota/emitter.hpp>
#include <socketiota/error.hpp>
#include <socketiota/export.hpp>
#include <socketiota/postgres_options.hpp>

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

namespace socketiota {

/// How an emitter through `postgres_adapter` behaves.
struct postgres_emitter_options {
    /// Where Postgres is, and how much waits for it: what an emit would have to wait for beyond
    /// `max_queued_bytes` and `max_queued_commands`, which count until Postgres has answered, is
    /// refused; what has waited for `queue_timeout` is lost.
    postgres_options postgres{};

    /// What the names of all channels begin with: the same as that of the servers.
    std::string channel_prefix = "socket.io";

    /// The table for messages that are binary or large: the same as that of the servers.
    std::string table_name = "socket_io_attachments";

    /// Octets up to which a message goes without the table. At most 7999.
    std::size_t payload_threshold = 7'999;

    /// How long `close`, and the end of the last handle, wait for Postgres to answer what was
    /// emitted; 0: not at all. Less is `invalid_option`.
    std::chrono::milliseconds close_timeout{2'000};

    /// Is called for each message that Postgres did not take, with the reason and what Postgres or
    /// the system said about that, which may be empty. One whose connection broke may have arrived
    /// all the same.
    ///
    /// It runs on the emitter's thread and must not wait for anybody; it may emit. What it throws
    /// is dropped.
    detail::callback<void(error_code, std::string_view)> on_lost{};
};

/// An emitter of the namespace `/` through Postgres, for servers with `postgres_adapter` or with
/// `createAdapter` of `@socket.io/postgres-adapter`, of any version.
///
///     auto const out = sio::postgres_emitter({.postgres = {.url = "postgresql:///chat"}});
///     out.of("chat").to("lobby").emit("line", "the lobby closes in five minutes");
///
/// It is in `socketiota::postgres`, as `postgres_adapter` is.
///
/// Thread safety: may be called from any thread.
/// Errors: throws `boost::system::system_error` with a sentence that names the option that cannot
/// be
/// (`invalid_option`); `std::system_error` if there can be no thread more.
/// Source: `@socket.io/postgres-emitter`, which newer adapters do not hear.
[[nodiscard]] SOCKETIOTA_EXPORT emitter postgres_emitter(postgres_emitter_options options = {});

} // namespace socketiota
