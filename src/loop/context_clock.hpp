// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/system/error_code.hpp>

#include <memory>
#include <utility>

#include <loop/clock.hpp>
#include <loop/operation_memory.hpp>

namespace socketiota::loop {

class shard;

/// The steady clock, with one timer of the event loop for all deadlines of a shard.
class context_clock final : public clock {
public:
    explicit context_clock(boost::asio::io_context& context) : timer_(context) {}

    /// Says whose `advance` the timer calls.
    void wakes(std::weak_ptr<shard> target) noexcept { target_ = std::move(target); }

    [[nodiscard]] base::time_point now() const noexcept override;
    void wake_at(base::time_point when) override;
    void rest() noexcept override;

private:
    boost::asio::steady_timer timer_;
    std::weak_ptr<shard> target_;
    std::shared_ptr<operation_memory> memory_ = std::make_shared<operation_memory>();
};

} // namespace socketiota::loop
