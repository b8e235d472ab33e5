// SPDX-License-Identifier: MIT
#pragma once

#include <boost/intrusive/list.hpp>

#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace socketiota::base {

/// Counts the coroutines of the program that run for clients. They go on when their client has
/// left, so that one could start as many as it may, leave, and come back for more.
///
/// It refuses nothing itself. Whoever begins work looks at `full` first, and then takes a slot,
/// which is given back when the work has ended, whatever became of its client. What cannot be
/// refused takes one all the same. Who would rather wait gets one in the order of coming.
///
/// A server with several shards has one on each, which count together. Each shard's own order is
/// kept, and the shards whose turn it is take turns. What was not full for two shards at the same
/// moment may become one too many.
///
/// Not thread safe: belongs to its shard, with its slots. They may outlive the server.
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
        return std::shared_ptr<work_limit>(new work_limit(most, nullptr, {}));
    }

    /// One for each of `wakes`, of which each has its shard call `look`, from any thread and
    /// without throwing; it is not called again before that looks.
    [[nodiscard]] static std::vector<std::shared_ptr<work_limit>>
    of_shards(std::size_t most, std::vector<std::function<void()>> wakes) {
        auto const all = std::make_shared<together>();
        all->turns.reserve(wakes.size());
        std::vector<std::shared_ptr<work_limit>> made;
        made.reserve(wakes.size());
        for (auto& wake : wakes)
            made.push_back(std::shared_ptr<work_limit>(new work_limit(most, all, std::move(wake))));
        return made;
    }

    [[nodiscard]] bool full() const noexcept { return running() >= most_; }

    /// How many there are, on all shards. From any thread if there are several.
    [[nodiscard]] std::size_t running() const noexcept {
        return all_ ? all_->running.load(std::memory_order_seq_cst) : running_;
    }

    [[nodiscard]] slot take() noexcept {
        if (all_)
            all_->running.fetch_add(1);
        return slot(shared_from_this());
    }

    /// Puts `who` behind those who wait, unless it does already.
    void wait(waiter& who) noexcept {
        if (!who.is_linked())
            waiting_.push_back(who);
        if (all_)
            wait_for_turn();
    }

    /// Grants what other shards have left to this one.
    void look() noexcept {
        for (std::size_t left = granted_.exchange(0); left > 0; --left)
            grant();
    }

    /// Wakes no shard any more, whose loop may go now. From any thread.
    void close() noexcept {
        if (!all_)
            return;
        std::lock_guard const locked(all_->lock);
        all_->closed = true;
        all_->turns.clear();
        all_->any_turns = false;
    }

private:
    /// What all shards have together.
    struct together {
        std::atomic<std::size_t> running = 0;
        // Whether `turns` has any: set under the lock, read without. Sequentially consistent with
        // `running`: of one that begins to wait and one that gives back, one sees the other.
        std::atomic<bool> any_turns = false;
        std::mutex lock;
        std::vector<work_limit*> turns; // on whose shards somebody waits, each once
        bool closed = false;
    };

    work_limit(std::size_t most, std::shared_ptr<together> all, std::function<void()> wake)
        : most_(most), all_(std::move(all)), wake_(std::move(wake)) {}

    void give_back() noexcept {
        --running_;
        if (all_) {
            if (all_->any_turns)
                hand_on();
            else
                all_->running.fetch_sub(1);
            if (all_->any_turns) // since then
                distribute();
        } else if (!full() && !waiting_.empty()) {
            next().on_room(take());
        }
    }

    [[nodiscard]] waiter& next() noexcept {
        waiter& first = waiting_.front();
        waiting_.pop_front();
        return first;
    }

    /// A slot that is counted goes to whose turn it is.
    void hand_on() noexcept {
        std::lock_guard const locked(all_->lock);
        if (all_->turns.empty() || all_->running > most_)
            all_->running.fetch_sub(1);
        else
            grant_to(take_turn());
    }

    /// So do all that are free.
    void distribute() noexcept {
        std::lock_guard const locked(all_->lock);
        while (!all_->turns.empty() && all_->running < most_) {
            all_->running.fetch_add(1);
            grant_to(take_turn());
        }
    }

    [[nodiscard]] work_limit& take_turn() noexcept {
        work_limit& first = *all_->turns.front();
        all_->turns.erase(all_->turns.begin());
        all_->any_turns = !all_->turns.empty();
        first.in_turns_ = false;
        return first;
    }

    // Under the lock, so that nobody is woken once it is closed. Also this shard: who gives back
    // may be in the middle of something.
    static void grant_to(work_limit& whose) noexcept {
        if (whose.granted_.fetch_add(1) == 0)
            whose.wake_();
    }

    void grant() noexcept {
        if (waiting_.empty()) { // whoever waited has gone
            ++running_;
            give_back();
            return;
        }
        waiter& first = next();
        if (!waiting_.empty())
            wait_for_turn();
        first.on_room(slot(shared_from_this()));
    }

    void wait_for_turn() noexcept {
        {
            std::lock_guard const locked(all_->lock);
            if (all_->closed || in_turns_)
                return;
            in_turns_ = true;
            all_->turns.push_back(this); // reserved
            all_->any_turns = true;
        }
        distribute(); // what was given back before anybody saw it
    }

    std::size_t const most_;
    std::size_t running_ = 0;       // on this shard
    std::shared_ptr<together> all_; // null for a single shard
    std::function<void()> wake_;
    std::atomic<std::size_t> granted_ = 0; // counted, and not looked at yet
    bool in_turns_ = false;                // under the lock
    boost::intrusive::list<waiter,
                           boost::intrusive::base_hook<boost::intrusive::list_base_hook<
                               boost::intrusive::tag<work_limit>,
                               boost::intrusive::link_mode<boost::intrusive::auto_unlink>>>,
                           boost::intrusive::constant_time_size<false>>
        waiting_;
};

} // namespace socketiota::base
