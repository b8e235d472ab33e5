// SPDX-License-Identifier: MIT
#include <boost/asio/post.hpp>

#include <algorithm>
#include <utility>

#include <loop/context_clock.hpp>
#include <loop/shard.hpp>

namespace socketiota::loop {

/// Stands on the queue of the context and holds the shard for as long as the shard holds what is
/// disposed of: those hold their shard, which would never go if no turn came any more. Whether this
/// runs or goes with the context, they are destroyed before it lets go of the shard.
class shard::destruction {
public:
    explicit destruction(std::shared_ptr<shard> home) noexcept : home_(std::move(home)) {}

    destruction(destruction&&) noexcept = default;
    destruction& operator=(destruction&&) = delete;

    ~destruction() {
        if (home_)
            home_->destroy_all_disposed();
    }

    void operator()() noexcept {
        auto const home = std::move(home_);
        home->destroy_disposed();
    }

private:
    std::shared_ptr<shard> home_;
};

std::shared_ptr<shard> shard::on(boost::asio::io_context& context) {
    auto time = std::make_unique<context_clock>(context);
    context_clock& clock = *time;
    auto made = on(context, std::move(time));
    clock.wakes(made);
    return made;
}

std::shared_ptr<shard> shard::on(boost::asio::io_context& context, std::unique_ptr<clock> time) {
    std::shared_ptr<shard> made(new shard(context, std::move(time)));
    made->connections_->belongs_to(made);
    return made;
}

shard::shard(boost::asio::io_context& context, std::unique_ptr<clock> time)
    : executor_(context.get_executor()),
      connections_(make_readiness(context)),
      clock_(std::move(time)),
      deadlines_(clock_->now()),
      receive_buffer_(receive_buffer_size) {}

void shard::set_deadline(base::deadline& entry, std::chrono::milliseconds delay) {
    set_deadline_at(entry,
                    now() + std::clamp(delay, std::chrono::milliseconds::zero(), longest_delay));
}

void shard::set_next_deadline(base::deadline& entry, std::chrono::milliseconds delay) {
    base::duration const wait = std::clamp(delay, std::chrono::milliseconds::zero(), longest_delay);
    base::duration const made_good =
        std::min<base::duration>(2 * base::timer_wheel::tick, wait / 4);
    set_deadline_at(entry, std::max(entry.due(), now() - made_good) + wait);
}

void shard::set_deadline_at(base::deadline& entry, base::time_point when) {
    deadlines_.set(entry, when);
    wake_at(when);
}

bool shard::is_overdue(base::deadline const& entry) const noexcept {
    if (!entry.pending())
        return false;
    base::time_point const at = now();
    return entry.due() <= at && batches_to_read_ == 0 && !is_behind(at);
}

bool shard::is_behind(base::time_point at) const noexcept {
    return at - wake_time_ > stall || connections_->may_have_more();
}

bool shard::read_first() {
    if (batches_to_read_ == 0 && is_behind(now()))
        batches_to_read_ = connections_->batches(); // each connection once
    if (batches_to_read_ == 0)
        return false;
    --batches_to_read_;
    if (!connections_->tell_ready())
        batches_to_read_ = 0;
    return batches_to_read_ != 0;
}

void shard::advance() {
    thread_check::visit const inside(thread_);
    turn const until_told(*this);
    if (batches_to_read_ == 0 && wake_time_ != base::time_point::max()) {
        base::time_point const at = now();
        late_.note(at, at - wake_time_);
    }
    if (read_first()) {
        post_advance();
        return;
    }
    wake_time_ = base::time_point::max();
    while (!fire_due()) {
    }
    wake_for_next_deadline();
}

void shard::post_advance() {
    auto go_on = [weak = weak_from_this()] {
        if (auto const self = weak.lock())
            self->advance();
    };
    boost::asio::post(executor_, in_memory(advance_memory_, std::move(go_on)));
}

bool shard::fire_due() noexcept {
    try {
        deadlines_.advance(now());
        return true;
    } catch (...) {
        return false; // one of them had no memory: the others fire all the same
    }
}

void shard::rest() noexcept {
    at_rest_ = true;
    stop_clock();
}

void shard::stop_clock() noexcept {
    if (!deadlines_.empty() || wake_time_ == base::time_point::max())
        return;
    wake_time_ = base::time_point::max();
    clock_->rest();
}

void shard::wake_for_next_deadline() {
    if (at_rest_ && deadlines_.empty())
        return; // the clock had called before it was stopped; the wheel knows of cancelled ones
    auto const next = deadlines_.next();
    if (next)
        wake_at(*next);
}

void shard::wake_at(base::time_point when) {
    if (when >= wake_time_)
        return;
    // If the clock throws it wakes nobody, and is asked again with the next deadline.
    wake_time_ = base::time_point::max();
    clock_->wake_at(when);
    wake_time_ = when;
}

void shard::mark(flushable& target) noexcept {
    if (!target.is_linked())
        marked_.push_back(target);
    post_end_of_turn();
}

void shard::mark_first(flushable& target) noexcept {
    target.unlink();
    if (flushing_ != nullptr) {
        flushing_->push_front(target);
        return;
    }
    marked_.push_front(target);
    post_end_of_turn();
}

void shard::dispose(std::shared_ptr<disposable> object) noexcept {
    if (destruction_posted_) {
        disposed_meanwhile_.add(std::move(object));
        return;
    }
    disposed_.add(std::move(object));
    post_destruction();
}

void shard::post_destruction() noexcept {
    destruction_posted_ = true;
    boost::asio::post(executor_, in_memory(destruction_memory_, destruction(shared_from_this())));
}

void shard::destroy_disposed() noexcept {
    disposals now = disposed_.take();
    disposed_ = disposed_meanwhile_.take();
    destruction_posted_ = false;
    if (!disposed_.empty())
        post_destruction();
    now.destroy();
    if (at_rest_)
        stop_clock(); // deadlines of what was destroyed went with it
}

void shard::destroy_all_disposed() noexcept {
    // What is destroyed may dispose of more: `destruction_posted_` keeps that from being posted.
    while (!disposed_.empty() || !disposed_meanwhile_.empty()) {
        disposals now = disposed_.take();
        disposed_ = disposed_meanwhile_.take();
        now.destroy();
    }
    destruction_posted_ = false;
}

void shard::post_end_of_turn() noexcept {
    if (end_of_turn_comes_)
        return;
    auto go_on = [weak = weak_from_this()] {
        if (auto const self = weak.lock())
            self->end_turn();
    };
    boost::asio::post(executor_, in_memory(turn_memory_, std::move(go_on)));
    end_of_turn_comes_ = true;
}

void shard::flush(flushable& target) noexcept {
    try {
        target.flush();
    } catch (...) {
        // For want of memory: what it holds leaves with what it sends next, and the others' now.
        return;
    }
}

void shard::end_turn() noexcept {
    thread_check::visit const inside(thread_);
    end_of_turn_comes_ = false;
    marks flushing;
    flushing.swap(marked_);
    marks* const outer = std::exchange(flushing_, &flushing); // a flush may contain a turn
    // A flush may unmark what comes later; what it marks goes to the next turn, or comes first.
    while (!flushing.empty()) {
        flushable& target = flushing.front();
        flushing.pop_front();
        flush(target);
    }
    flushing_ = outer;
}

} // namespace socketiota::loop
