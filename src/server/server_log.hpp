// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/log.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <string_view>

#include <base/log_limit.hpp>
#include <base/timer_wheel.hpp>
#include <loop/shard.hpp>

namespace socketiota {

/// The log of a server: lines become entries, escaped and cut, at most so many of each category a
/// second; those left out are counted, and told when their second is over.
///
/// Not thread safe: belongs to its shard.
class server_log final : private base::deadline {
public:
    using wall_clock = std::function<std::chrono::system_clock::time_point()>;

    /// `home` must outlive it.
    server_log(loop::shard& home, log_function function, std::size_t max_log_lines,
               wall_clock clock = &std::chrono::system_clock::now);

    server_log(server_log const&) = delete;
    server_log& operator=(server_log const&) = delete;

    ~server_log() = default;

    void write(log_level level, log_category category, std::string_view line) noexcept;

    /// Waits for nothing any more, so that a server that has ended keeps no loop running.
    void close() noexcept;

private:
    void on_deadline() override { tell_omissions(); }

    void tell_omissions() noexcept;
    void wait();
    void hand_over(log_entry entry) noexcept;

    loop::shard& home_;
    log_function function_;
    base::log_limit limit_;
    wall_clock clock_;
    bool writing_ = false;
    bool closed_ = false;
};

} // namespace socketiota
