// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/detail/callback.hpp>
#include <socketiota/emit_result.hpp>
#include <socketiota/error.hpp>

#include <chrono>
#include <cstddef>
#include <memory>
#include <string_view>
#include <thread>

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

    struct limits {
        std::size_t octets = 0;   // of commands without an answer
        std::size_t commands = 0; // and how many
        std::chrono::milliseconds close_timeout{};
    };

    /// `on_lost` is called on the thread, for each command that Redis has not taken.
    ///
    /// Throws what `make` throws, and `std::system_error` if there can be no thread more.
    redis_thread(client_maker const& make, limits const& within,
                 detail::callback<void(error_code, std::string_view)> on_lost);

    redis_thread(redis_thread const&) = delete;
    redis_thread& operator=(redis_thread const&) = delete;

    /// As `close`; on the thread itself, which happens inside of `on_lost`, it waits for nothing.
    ~redis_thread();

    /// Hands over a command, in the order of the calls: `redis_queue_full`, or `not_connected`
    /// after `close`.
    emit_result send(redis::command const& what);

    /// Waits until all are answered, as long as the limit says, and ends the thread. Without an
    /// answer they are lost. On the thread itself it only takes no more.
    void close() noexcept;

private:
    class core;

    std::shared_ptr<core> core_; // the thread has it too
    std::thread thread_;
};

} // namespace socketiota::cluster
