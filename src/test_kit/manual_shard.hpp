// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/io_context.hpp>

#include <algorithm>
#include <chrono>
#include <memory>
#include <utility>

#include <loop/clock.hpp>
#include <loop/own_loop.hpp>
#include <loop/shard.hpp>

namespace socketiota::test_kit {

/// A shard and its event loop, whose time passes only when a test says so.
class manual_shard {
public:
    manual_shard() : shard_(make(context_, clock_)) {}

    /// Runs everything that is ready, turn after turn, until nothing is.
    void settle() {
        context_.restart();
        while (context_.poll() > 0) {
        }
    }

    /// Lets time pass, with every deadline on the way fired at its own time.
    void pass(base::duration time) {
        pass(time, [this] { settle(); });
    }

    /// The same, with `settle_all` called instead of `settle`: for peers that answer in between.
    template <class Settle>
    void pass(base::duration time, Settle settle_all) {
        settle_all();
        base::time_point const end = clock_->current + time;
        while (clock_->due <= end) {
            clock_->current = std::max(clock_->current, std::exchange(clock_->due, never));
            shard_->advance();
            settle_all();
        }
        clock_->current = end;
    }

    /// Lets time pass in which the loop does something else: nothing is read, and the deadlines of
    /// all of it fire in one turn.
    void stall(base::duration time) {
        clock_->current += time;
        if (clock_->due <= clock_->current) {
            clock_->due = never;
            shard_->advance();
        }
        settle();
    }

    // ---- for several that share their time ----

    [[nodiscard]] base::time_point now() const noexcept { return clock_->current; }

    /// When its next deadline is due.
    [[nodiscard]] base::time_point due() const noexcept { return clock_->due; }

    /// Runs one handler that is ready; false if none is.
    bool poll_one() {
        context_.restart();
        return context_.poll_one() > 0;
    }

    /// Makes it that late, and fires what is due then.
    void advance_to(base::time_point when) {
        clock_->current = std::max(clock_->current, when);
        if (clock_->due > when)
            return;
        clock_->due = never;
        shard_->advance();
    }

    [[nodiscard]] loop::shard& shard() noexcept { return *shard_; }

    [[nodiscard]] std::shared_ptr<loop::shard> const& shared() noexcept { return shard_; }

    [[nodiscard]] loop::own_loop& context() noexcept { return context_; }

private:
    static constexpr base::time_point never = base::time_point::max();

    struct manual_clock final : loop::clock {
        [[nodiscard]] base::time_point now() const noexcept override { return current; }

        void wake_at(base::time_point when) override { due = when; }

        base::time_point current{std::chrono::hours(1)};
        base::time_point due = never;
    };

    static std::shared_ptr<loop::shard> make(boost::asio::io_context& context,
                                             manual_clock*& clock) {
        auto made = std::make_unique<manual_clock>();
        clock = made.get();
        return loop::shard::on(context, std::move(made));
    }

    loop::own_loop context_;
    manual_clock* clock_ = nullptr;
    std::shared_ptr<loop::shard> shard_;
};

} // namespace socketiota::test_kit
