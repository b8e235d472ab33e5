// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <memory>
#include <vector>

#include <base/timer_wheel.hpp>
#include <loop/shard_set.hpp>

namespace socketiota::loop {

/// Who hears of loops that are stuck, of each on the thread that is said.
class watch_listener {
public:
    /// Shard `stuck` has not turned for `time`; once, until it is back. On shard `by`.
    virtual void on_stuck(std::size_t stuck, std::size_t by, base::duration time) noexcept = 0;

    /// It turns again, after `time`. On its own thread.
    virtual void on_back(std::size_t back, base::duration time) noexcept = 0;

    /// Shard `by` does from now on what it can for `stuck`, or no more. On shard `by`.
    virtual void on_stand_in(std::size_t by, std::size_t stuck) noexcept = 0;
    virtual void on_relieved(std::size_t by, std::size_t stuck) noexcept = 0;

protected:
    ~watch_listener() = default;
};

/// Notices which loops of a server are stuck: busy with one handler for so long that their clients
/// hear nothing. Each shard says every half second that it turns, and looks at those behind it, up
/// to the first that does. So each that is stuck is looked at by the nearest in front that is not.
///
/// Thread safety: `begin` and `end` of a shard on its thread or while nobody runs it; the rest from
/// any thread.
class shard_watch {
public:
    static constexpr auto look_interval = std::chrono::milliseconds(500);

    /// Without a turn for that long a shard is stuck.
    static constexpr auto patience = std::chrono::seconds(2);

    /// Both must outlive it.
    shard_watch(shard_set const& shards, watch_listener& listener);
    shard_watch(shard_watch const&) = delete;
    shard_watch& operator=(shard_watch const&) = delete;
    ~shard_watch() = default;

    /// From now on shard `index` looks and is looked at, which keeps its loop from being out of
    /// work, until `end`.
    void begin(std::size_t index);
    void end(std::size_t index) noexcept;

    [[nodiscard]] bool is_stuck(std::size_t index) const noexcept {
        return places_[index]->stuck.load(std::memory_order_relaxed);
    }

    /// How much later it is than shard `index` should have turned at least.
    [[nodiscard]] base::duration overdue(std::size_t index, base::time_point now) const noexcept;

private:
    struct place final : base::deadline {
        place(shard_watch& of, std::size_t number) noexcept : all(of), index(number) {}

        void on_deadline() override { all.look(*this); }

        shard_watch& all;
        std::size_t index;
        // Written by the shard itself, while it is looked at.
        std::atomic<base::time_point> turned{base::time_point::max()};
        // Set by who notices it, with `since` before; taken back by the shard itself.
        std::atomic<bool> stuck = false;
        std::atomic<base::time_point> since{};
        std::vector<bool> stands_in_for; // of the shard itself
    };

    void look(place& mine);
    void look_at_others(place& mine, base::time_point now);

    shard_set const& shards_;
    watch_listener& listener_;
    std::vector<std::unique_ptr<place>> places_;
};

} // namespace socketiota::loop
