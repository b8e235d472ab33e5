// SPDX-License-Identifier: MIT
#pragma once

#include <boost/intrusive/list.hpp>

#include <cstddef>
#include <memory>
#include <utility>

namespace socketiota::base {

/// Counts the coroutines of the program that run for clients. They go on when their client has
/// left, so that one could start as many as it may, leave, and come back for more.
///
/// It refuses nothing itself. Whoever begins work looks at `full` first, and then takes a slot,
/// which is given back when the work has ended, whatever became of its client. What cannot be
/// refused takes one all the same. Who would rather wait gets one in the order of coming.
///
/// Not thread safe: belongs to its shard. Slots may outlive the server.
class work_limit : public std::enable_shared_from_this<work_limit> {
public:
    /// One piece of work.
    class slot {
    public:
        slot(slot&&) noexcept = default;
        slot& operator=(slot&&) = delete;

        ~slot() {
            if (limit_)
                limit_->give_back();
        }

    private:
        friend class work_limit;

        explicit slot(std::shared_ptr<work_limit> limit) noexcept : limit_(std::move(limit)) {
            ++limit_->running_;
        }

        std::shared_ptr<work_limit> limit_;
    };

    /// Who waits until there is room. Its destruction ends that.
    class waiter : public boost::intrusive::list_base_hook<
                       boost::intrusive::tag<work_limit>,
                       boost::intrusive::link_mode<boost::intrusive::auto_unlink>> {
    public:
        void wait_no_more() noexcept { unlink(); }

    protected:
        ~waiter() = default;

    private:
        friend class work_limit;

        /// It is its turn. What it does not need goes on to the next when it lets go of it.
        virtual void on_room(slot granted) noexcept = 0;
    };

    /// @param most at least 1.
    [[nodiscard]] static std::shared_ptr<work_limit> of(std::size_t most) {
        return std::shared_ptr<work_limit>(new work_limit(most));
    }

    [[nodiscard]] bool full() const noexcept { return running_ >= most_; }

    [[nodiscard]] std::size_t running() const noexcept { return running_; }

    [[nodiscard]] slot take() noexcept { return slot(shared_from_this()); }

    /// Puts `who` behind those who wait, unless it does already.
    void wait(waiter& who) noexcept {
        if (!who.is_linked())
            waiting_.push_back(who);
    }

private:
    explicit work_limit(std::size_t most) noexcept : most_(most) {}

    void give_back() noexcept {
        --running_;
        if (full() || waiting_.empty())
            return;
        waiter& next = waiting_.front();
        waiting_.pop_front();
        next.on_room(take());
    }

    std::size_t most_;
    std::size_t running_ = 0;
    boost::intrusive::list<waiter,
                           boost::intrusive::base_hook<boost::intrusive::list_base_hook<
                               boost::intrusive::tag<work_limit>,
                               boost::intrusive::link_mode<boost::intrusive::auto_unlink>>>,
                           boost::intrusive::constant_time_size<false>>
        waiting_;
};

} // namespace socketiota::base
