// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/intrusive/list.hpp>

#include <chrono>
#include <cstddef>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include <base/outgoing_pool.hpp>
#include <base/output_buffer.hpp>
#include <base/random_stock.hpp>
#include <base/timer_wheel.hpp>
#include <loop/clock.hpp>
#include <loop/disposable.hpp>
#include <loop/heard_first.hpp>
#include <loop/lateness.hpp>
#include <loop/operation_memory.hpp>
#include <loop/readiness.hpp>
#include <loop/thread_check.hpp>

namespace socketiota::loop {

class tls_memory;

/// Something that gathered output during a turn and sends it at the end of it in one write.
///
/// It holds its place among those that are marked, so that marking needs no memory. Its destruction
/// takes the mark back.
class flushable : public boost::intrusive::list_base_hook<
                      boost::intrusive::tag<class shard>,
                      boost::intrusive::link_mode<boost::intrusive::auto_unlink>> {
public:
    /// Sends what is gathered. It may mark others, and itself, for the next turn.
    virtual void flush() = 0;

protected:
    ~flushable() = default;
};

/// One event loop, one thread, and everything that the sessions living on it share: the receive
/// buffer, deadlines, the memory of outgoing units, the list of who has output.
///
/// A **turn** is what the loop does between two flushes: any number of handlers, then one write per
/// connection that has output. What the kernel or the clock began ends with a flush of its own;
/// that of all other output is posted, so it also works on an `io_context` that others run, and
/// comes after all handlers that were ready when the first output was produced.
///
/// Thread safety: everything belongs to the thread that runs the context, except `get_executor`,
/// `in_this_thread` and what is posted through the executor.
class shard : public std::enable_shared_from_this<shard> {
public:
    using executor_type = boost::asio::io_context::executor_type;

    /// A shard whose time is the steady clock and whose deadlines are fired by the context.
    [[nodiscard]] static std::shared_ptr<shard> on(boost::asio::io_context& context);

    /// A shard whose time comes from `time`, which calls `advance` when it was asked to wake it.
    [[nodiscard]] static std::shared_ptr<shard> on(boost::asio::io_context& context,
                                                   std::unique_ptr<clock> time);

    shard(shard const&) = delete;
    shard& operator=(shard const&) = delete;
    ~shard() = default;

    /// The clock counts nanoseconds, of which 292 years fit.
    static constexpr std::chrono::milliseconds longest_delay = std::chrono::hours(24) * 365 * 100;

    [[nodiscard]] executor_type get_executor() const noexcept { return executor_; }

    /// Whether the caller is inside a handler of the shard's context.
    [[nodiscard]] bool in_this_thread() const noexcept {
        return executor_.running_in_this_thread();
    }

    [[nodiscard]] base::time_point now() const noexcept { return clock_->now(); }

    /// Sets `entry` to fire after `delay`, which comes from programs as it is: less than nothing is
    /// nothing, more than `longest_delay` is that.
    void set_deadline(base::deadline& entry, std::chrono::milliseconds delay);

    /// Sets `entry`, which is just firing, to fire `delay` after it was due, not after it fired: up
    /// to two ticks of the wheel, and a quarter of `delay`, are made good. What a loop that stalled
    /// is later than that is no fault of the peer, which gets its time.
    void set_next_deadline(base::deadline& entry, std::chrono::milliseconds delay);

    /// Whether `entry` is due although the wheel has not turned yet: what comes in now comes too
    /// late for it. Not while octets that came in time may still wait in the kernel.
    [[nodiscard]] bool is_overdue(base::deadline const& entry) const noexcept;

    /// Fires what is due; for the clock. After a stall it first reads what is ready, in turns of
    /// the loop of their own: it may have come in time.
    void advance();

    /// Stops the clock if no deadline is pending, so that the context can run out of work:
    /// cancelled deadlines leave it running. From then on it does so again whenever something was
    /// destroyed, whose deadlines were still pending. For whoever has ended everything.
    void rest() noexcept;

    /// A turn from here to the end of the scope, which flushes what was marked in it: a posted
    /// flush would cost an operation of the loop for each message that comes alone. Inside another
    /// turn, and while a flush is posted already, this does nothing.
    class turn {
    public:
        explicit turn(shard& home) noexcept
            : home_(home), ends_here_(!std::exchange(home.end_of_turn_comes_, true)) {}

        turn(turn const&) = delete;
        turn& operator=(turn const&) = delete;

        ~turn() {
            if (ends_here_)
                home_.end_turn();
        }

    private:
        shard& home_;
        bool const ends_here_;
    };

    /// Calls `target.flush()` at the end of this turn, once, however often it is marked.
    void mark(flushable& target) noexcept;

    /// The same before all that are marked, in the turn that is ending if one is: for what must
    /// have happened before anybody reads the output of the others.
    void mark_first(flushable& target) noexcept;

    /// Takes back `mark` and `mark_first`.
    void unmark(flushable& target) noexcept { target.unlink(); }

    /// Destroys `object`, if nobody else holds it, after all handlers that are ready now, and after
    /// the flush of what is marked already: a session may end inside a call it made. If the context
    /// runs no more the object goes with the context. The shard outlives it.
    void dispose(std::shared_ptr<disposable> object) noexcept;

    /// Where channels read into: one buffer for all connections of the shard.
    [[nodiscard]] std::span<std::byte> receive_buffer() noexcept { return receive_buffer_; }

    /// Where packets are encoded before they become units; cleared by whoever begins an encoding.
    [[nodiscard]] base::output_buffer& scratch() noexcept { return scratch_; }

    /// Where small frames of one session are put together for one write.
    [[nodiscard]] base::output_buffer& gather_buffer() noexcept { return gather_buffer_; }

    /// For the masks of what clients send.
    [[nodiscard]] base::random_stock& mask_octets() noexcept { return mask_octets_; }

    [[nodiscard]] thread_check& thread() noexcept { return thread_; }

    /// How late deadlines are; it is noted when they fire.
    [[nodiscard]] lateness& late() noexcept { return late_; }

    /// What watches the connections of the shard.
    [[nodiscard]] readiness& connections() noexcept { return *connections_; }

    [[nodiscard]] base::outgoing_pool& units() noexcept { return units_; }

    /// What its TLS connections share, from the first of them on.
    [[nodiscard]] std::shared_ptr<tls_memory>& tls() noexcept { return tls_; }

    /// Has `who` heard after each read from a connection and before anybody is told of it, instead
    /// of whoever was before.
    void hear_first(heard_first& who) noexcept { heard_first_ = &who; }

    /// Takes that back, unless another has come.
    void hear_no_more(heard_first const& who) noexcept {
        if (heard_first_ == &who)
            heard_first_ = nullptr;
    }

    /// Hears who is to be heard, if there is anybody. Then what was there before may have gone.
    [[nodiscard]] bool hear_others() noexcept {
        if (heard_first_ == nullptr) [[likely]]
            return false;
        heard_first_->hear();
        return true;
    }

private:
    shard(boost::asio::io_context& context, std::unique_ptr<clock> time);

    using marks =
        boost::intrusive::list<flushable,
                               boost::intrusive::base_hook<boost::intrusive::list_base_hook<
                                   boost::intrusive::tag<shard>,
                                   boost::intrusive::link_mode<boost::intrusive::auto_unlink>>>,
                               boost::intrusive::constant_time_size<false>>;
    class destruction;

    void post_end_of_turn() noexcept;
    void end_turn() noexcept;
    void post_destruction() noexcept;
    void destroy_disposed() noexcept;
    void destroy_all_disposed() noexcept;
    static void flush(flushable& target) noexcept;
    void post_advance();
    [[nodiscard]] bool fire_due() noexcept;
    void set_deadline_at(base::deadline& entry, base::time_point when);
    void wake_at(base::time_point when);
    void wake_for_next_deadline();
    void stop_clock() noexcept;
    [[nodiscard]] bool is_behind(base::time_point at) const noexcept;
    [[nodiscard]] bool read_first();

    // 256 KiB: several hundred small frames, or a picture, in one recv (speed study, section 4).
    static constexpr std::size_t receive_buffer_size = std::size_t{256} << 10;

    // Later than that the wheel only is when the loop did something else for that long.
    static constexpr base::duration stall = 4 * base::timer_wheel::tick;

    executor_type executor_;
    std::unique_ptr<readiness> const connections_;
    thread_check thread_;
    std::unique_ptr<clock> clock_;
    base::outgoing_pool units_; // destroyed after all that holds units
    base::timer_wheel deadlines_;
    base::time_point wake_time_ = base::time_point::max();
    lateness late_;
    heard_first* heard_first_ = nullptr;
    std::size_t batches_to_read_ = 0; // before deadlines fire again
    std::vector<std::byte> receive_buffer_;
    base::output_buffer scratch_;
    base::output_buffer gather_buffer_;
    base::random_stock mask_octets_;
    std::shared_ptr<tls_memory> tls_;
    marks marked_;
    marks* flushing_ = nullptr; // what is left to flush in the turn that is ending
    bool end_of_turn_comes_ = false;
    bool at_rest_ = false;
    disposals disposed_;           // before the destruction that is posted
    disposals disposed_meanwhile_; // since then: others may be ready that know these
    bool destruction_posted_ = false;
    std::shared_ptr<operation_memory> turn_memory_ = std::make_shared<operation_memory>();
    std::shared_ptr<operation_memory> destruction_memory_ = std::make_shared<operation_memory>();
    std::shared_ptr<operation_memory> advance_memory_ = std::make_shared<operation_memory>();
};

} // namespace socketiota::loop
