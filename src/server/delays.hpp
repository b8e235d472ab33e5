// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/detail/pending_outcome.hpp>

#include <chrono>
#include <list>
#include <memory>

#include <base/timer_wheel.hpp>
#include <loop/shard.hpp>

namespace socketiota {

/// Those who wait for time to pass on the clock of a shard.
///
/// Each completes once, by a posted handler: when its time is over, or with `operation_aborted`
/// when it is cancelled or all of this ends.
///
/// Not thread safe: belongs to its shard.
class delays {
public:
    /// `home` must outlive it.
    explicit delays(loop::shard& home) noexcept : home_(home) {}

    delays(delays const&) = delete;
    delays& operator=(delays const&) = delete;

    ~delays() { close(); }

    /// Without memory for it `who` is aborted at once.
    void begin(std::chrono::milliseconds time, std::shared_ptr<detail::pending_delay> who) noexcept;

    /// Ends those that wait, and from now on those that begin.
    void close() noexcept;

private:
    class waiting;
    using position = std::list<std::shared_ptr<waiting>>::iterator;

    void end(position which, boost::system::error_code how) noexcept;

    loop::shard& home_;
    std::list<std::shared_ptr<waiting>> waiting_;
    bool closed_ = false;
};

} // namespace socketiota
