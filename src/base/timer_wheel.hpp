// SPDX-License-Identifier: MIT
#pragma once

#include <boost/intrusive/list.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace socketiota::base {

/// The time that deadlines are made of: steady, so that a changed wall clock ends no session.
using time_point = std::chrono::steady_clock::time_point;
using duration = std::chrono::steady_clock::duration;

struct deadline_tag; // tells this list hook from others that an object has

/// A deadline that can be set, moved and cancelled in constant time and is called once when it
/// passes.
///
/// Sessions derive from it or hold one per deadline: 24 to 40 bytes instead of a timer object of
/// the event loop. Destroying it cancels it.
///
/// It knows exactly when it is due, also while it fires and after that: who sets it again reckons
/// from there, so that what the wheel is late does not add up.
///
/// Not thread safe: it belongs to the shard of its wheel.
class deadline : public boost::intrusive::list_base_hook<
                     boost::intrusive::link_mode<boost::intrusive::auto_unlink>,
                     boost::intrusive::tag<deadline_tag>> {
public:
    deadline() = default;
    deadline(deadline const&) = delete;
    deadline& operator=(deadline const&) = delete;

    [[nodiscard]] bool pending() const noexcept { return is_linked(); }

    void cancel() noexcept { unlink_if_linked(); }

    /// The time it was last set to.
    [[nodiscard]] time_point due() const noexcept { return due_; }

protected:
    ~deadline() = default;

private:
    friend class timer_wheel;

    /// Called by the wheel at or after the deadline, which is no longer pending then. It may set
    /// itself or other deadlines again and may destroy itself. What it throws comes out of
    /// `advance`, and no other deadline is lost.
    virtual void on_deadline() = 0;

    void unlink_if_linked() noexcept {
        if (is_linked())
            unlink();
    }

    time_point due_{};
};

/// All deadlines of one shard: a hierarchical timing wheel.
///
/// Deadlines fire at most one tick (16 ms) late and never early. Setting one costs a list
/// insertion: heartbeats of 100 000 sessions need no ordered structure.
///
/// Invariants: a pending deadline is in the slot of its due tick on the lowest level that reaches
/// it; `advance` moves slots of higher levels down before it fires the level below.
///
/// Not thread safe: one per shard.
class timer_wheel {
public:
    static constexpr duration tick = std::chrono::milliseconds(16);

    explicit timer_wheel(time_point start) noexcept : start_(start) {}

    timer_wheel(timer_wheel const&) = delete;
    timer_wheel& operator=(timer_wheel const&) = delete;

    /// Sets or moves `entry` to fire at `when`, which may be past: then the next `advance` fires
    /// it.
    void set(deadline& entry, time_point when) noexcept;

    /// Fires every deadline that is due at `now`, in the order of their ticks. If one throws, the
    /// rest fires at the next call.
    void advance(time_point now);

    /// Whether no deadline is pending. Looks at all slots: for the end, not for every turn.
    [[nodiscard]] bool empty() const noexcept;

    /// The earliest time at which `advance` may have something to do; none when nothing is pending.
    /// It may be earlier than the earliest deadline (when a higher level must move down first), so
    /// the caller just advances and asks again.
    [[nodiscard]] std::optional<time_point> next() const noexcept;

private:
    static constexpr unsigned slot_bits = 6;
    static constexpr std::size_t slots = std::size_t{1} << slot_bits;
    static constexpr std::size_t levels = 5; // 16 ms * 64^5: 198 days

    using hook =
        boost::intrusive::list_base_hook<boost::intrusive::link_mode<boost::intrusive::auto_unlink>,
                                         boost::intrusive::tag<deadline_tag>>;
    using slot = boost::intrusive::list<deadline, boost::intrusive::base_hook<hook>,
                                        boost::intrusive::constant_time_size<false>>;

    [[nodiscard]] std::uint64_t tick_of(time_point when) const noexcept;
    void place(deadline& entry) noexcept;
    void cascade(std::size_t level) noexcept;
    void fire(slot& due);
    [[nodiscard]] std::optional<std::uint64_t> next_tick(std::size_t level) const noexcept;

    time_point start_;
    std::uint64_t current_tick_ = 0; // every tick up to and including this one has fired
    std::array<std::array<slot, slots>, levels> wheel_;
    // A set bit means that the slot may hold something: cancelling unlinks without telling the
    // wheel, so that a deadline needs no pointer to it.
    std::array<std::uint64_t, levels> occupied_{};
    slot due_now_; // set for a time already past, or behind one that threw
};

} // namespace socketiota::base
