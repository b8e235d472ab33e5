// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/log.hpp>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <functional>
#include <mutex>
#include <optional>
#include <string_view>
#include <thread>

#include <base/log_limit.hpp>
#include <base/timer_wheel.hpp>
#include <loop/shard.hpp>

namespace socketiota {

/// The log of a server: lines become entries, escaped and cut, at most so many of each category a
/// second; those left out are counted, and told when their second is over.
///
/// Thread safety: safe if it is that of several shards. The program's function gets one entry at a
/// time.
class server_log {
public:
    using wall_clock = std::function<std::chrono::system_clock::time_point()>;

    server_log(log_function function, std::size_t max_log_lines, bool of_several_shards,
               wall_clock clock = &std::chrono::system_clock::now);

    server_log(server_log const&) = delete;
    server_log& operator=(server_log const&) = delete;

    ~server_log() = default;

    /// Says when `tell_omissions` is to be called, if it is.
    std::optional<base::time_point> write(log_level level, log_category category,
                                          std::string_view line, base::time_point now) noexcept;

    /// The same.
    std::optional<base::time_point> tell_omissions(base::time_point now) noexcept;

private:
    class turn;

    void tell_omissions_here(base::time_point now);
    void hand_over(log_entry entry) noexcept;

    log_function function_;
    base::log_limit limit_;
    wall_clock clock_;
    bool const of_several_shards_;
    std::mutex lock_;                     // with several shards
    std::atomic<std::thread::id> writer_; // whose call of the function goes on
};

/// What a shard writes to it.
///
/// Not thread safe: belongs to its shard.
class shard_log final : private base::deadline {
public:
    /// Both must outlive it.
    shard_log(loop::shard& home, server_log& whole) noexcept : home_(home), whole_(whole) {}

    shard_log(shard_log const&) = delete;
    shard_log& operator=(shard_log const&) = delete;

    ~shard_log() = default;

    void write(log_level level, log_category category, std::string_view line) noexcept {
        wait_until(whole_.write(level, category, line, home_.now()));
    }

    /// Waits for nothing any more, so that a server that has ended keeps no loop running.
    void close() noexcept {
        closed_ = true;
        cancel();
    }

private:
    void on_deadline() override { wait_until(whole_.tell_omissions(home_.now())); }

    void wait_until(std::optional<base::time_point> next) noexcept;

    loop::shard& home_;
    server_log& whole_;
    bool closed_ = false;
};

} // namespace socketiota
