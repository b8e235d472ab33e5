// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/detail/callback.hpp>
#include <socketiota/emit_result.hpp>
#include <socketiota/error.hpp>

#include <memory>
#include <string_view>

#include <cluster/sending_thread.hpp>
#include <loop/shard.hpp>
#include <redis/client.hpp>
#include <redis/command.hpp>

namespace socketiota::cluster {

/// A thread with a client of Redis, to which others hand commands whose answers nobody needs.
///
/// Thread safety: everything is safe from any thread.
class redis_thread {
public:
    using client_maker =
        detail::callback<std::unique_ptr<redis::client>(std::shared_ptr<loop::shard> const&)>;

    using limits = sending_thread::limits;

    /// `on_lost` is called on the thread, for each command that Redis has not taken.
    ///
    /// Throws what `make` throws, and `std::system_error` if there can be no thread more.
    redis_thread(client_maker const& make, limits const& within,
                 detail::callback<void(error_code, std::string_view)> on_lost);

    /// Hands over a command, in the order of the calls: `redis_queue_full`, or `not_connected`
    /// after `close`.
    emit_result send(redis::command const& what);

    /// As `sending_thread::close`, and at the end.
    void close() noexcept { by_.close(); }

private:
    sending_thread by_;
};

} // namespace socketiota::cluster
