// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/detail/callback.hpp>
#include <socketiota/emitter.hpp>
#include <socketiota/error.hpp>
#include <socketiota/export.hpp>
#include <socketiota/redis_options.hpp>

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

namespace socketiota {

/// How an emitter through `redis_streams_adapter` behaves.
struct redis_streams_emitter_options {
    /// Where Redis is, and how much waits for it: what an emit would have to wait for beyond
    /// `max_queued_bytes` and `max_queued_commands`, which count until Redis has answered, is
    /// refused; what has waited for `queue_timeout` is lost.
    redis_options redis{};

    /// The key of the stream: the same as that of the servers.
    std::string stream_name = "socket.io";

    /// Over how many streams namespaces are spread: the same as that of the servers. 1 to 100.
    std::size_t stream_count = 1;

    /// Entries that Redis keeps in each stream, about. At least 1.
    std::size_t max_len = 10'000;

    /// How long `close`, and the end of the last handle, wait for Redis to answer what was emitted;
    /// 0: not at all. Less is `invalid_option`.
    std::chrono::milliseconds close_timeout{2'000};

    /// Is called for each message that Redis did not take, with the reason and what Redis, TLS or
    /// the system said about that, which may be empty. One whose connection broke may have arrived
    /// all the same.
    ///
    /// It runs on the emitter's thread and must not wait for anybody; it may emit. What it throws
    /// is dropped.
    detail::callback<void(error_code, std::string_view)> on_lost{};
};

/// An emitter of the namespace `/` through a stream of Redis, for servers with
/// `redis_streams_adapter` or with `createAdapter` of `@socket.io/redis-streams-adapter`.
///
/// Clients that are away get what it has emitted when they come back, with connection state
/// recovery.
///
///     auto const out = sio::redis_streams_emitter({.redis = {.url = "redis://10.0.0.7"}});
///     out.of("chat").to("lobby").emit("line", "the lobby closes in five minutes");
///
/// Thread safety: may be called from any thread.
/// Errors: throws `boost::system::system_error` with a sentence that names the option that cannot
/// be (`invalid_option`); `std::system_error` if there can be no thread more.
/// Source: `@socket.io/redis-streams-emitter`, which cannot reach several streams.
[[nodiscard]] SOCKETIOTA_EXPORT emitter
redis_streams_emitter(redis_streams_emitter_options options = {});

} // namespace socketiota
