// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/any_completion_handler.hpp>
#include <boost/system/error_code.hpp>

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
    using handler = boost::asio::any_completion_handler<void(boost::system::error_code)>;

    /// `home` must outlive it.
    explicit delays(loop::shard& home) noexcept : home_(home) {}

    delays(delays const&) = delete;
    delays& operator=(delays const&) = delete;

    ~delays() { close(); }

    void begin(std::chrono::milliseconds time, handler then);

    /// Ends those that wait, and from now on those that begin.
    void close();

private:
    class waiting;
    using position = std::list<std::shared_ptr<waiting>>::iterator;

    void end(position which, boost::system::error_code how);

    loop::shard& home_;
    std::list<std::shared_ptr<waiting>> waiting_;
    bool closed_ = false;
};

} // namespace socketiota
