// SPDX-License-Identifier: MIT
#include <boost/asio/post.hpp>

#include <exception>
#include <utility>

#include <loop/mailboxes.hpp>
#include <loop/thread_check.hpp>

namespace socketiota::loop {

mailboxes::mailbox::mailbox(std::shared_ptr<shard> of, std::size_t shards)
    : from(shards), home(std::move(of)) {
    // Nobody is in them twice, so they never grow.
    ready.reserve(shards);
    running.reserve(shards);
    has_room.reserve(shards);
}

mailboxes::sender::sender(mailboxes& all_of_them, std::size_t own_index, std::size_t shards)
    : all(all_of_them), index(own_index), to(shards) {
    with_letters.reserve(shards); // nobody is in it twice
}

std::shared_ptr<mailboxes> mailboxes::among(std::span<std::shared_ptr<shard> const> shards,
                                            mailbox_limits limits, mailbox_owner& owner) {
    return std::shared_ptr<mailboxes>(new mailboxes(shards, limits, owner));
}

mailboxes::mailboxes(std::span<std::shared_ptr<shard> const> shards, mailbox_limits limits,
                     mailbox_owner& owner)
    : limits_(limits), owner_(owner) {
    for (auto const& each : shards) {
        senders_.push_back(std::make_unique<sender>(*this, senders_.size(), shards.size()));
        boxes_.push_back(std::make_unique<mailbox>(each, shards.size()));
    }
    if (shards.size() == 1)
        return; // nobody sends it anything
    for (std::size_t index = 0; index != shards.size(); ++index)
        shards[index]->hear_first(*senders_[index]);
}

mailboxes::~mailboxes() {
    for (std::size_t index = 0; index != boxes_.size(); ++index)
        close(index);
}

// ---- the sender ----

bool mailboxes::is_gone(std::size_t from, std::size_t to) const noexcept {
    return senders_[from]->closed || boxes_[to]->closed.load(std::memory_order_relaxed);
}

sending mailboxes::send(std::size_t from, std::size_t to, letter what) noexcept {
    if (is_gone(from, to))
        return sending::gone;
    gather(*senders_[from], to, std::move(what));
    return sending::taken;
}

sending mailboxes::try_send(std::size_t from, std::size_t to, letter&& what) noexcept {
    if (is_gone(from, to))
        return sending::gone;
    if (full(from, to))
        return sending::full;
    gather(*senders_[from], to, std::move(what));
    return sending::taken;
}

void mailboxes::gather(sender& by, std::size_t to, letter&& what) noexcept {
    departures& lane = by.to[to];
    if (by.with_letters.empty())
        boxes_[by.index]->home->mark_first(by);
    if (lane.gathered.empty())
        by.with_letters.push_back(to);
    ++lane.sent_letters;
    lane.sent_octets += what.octets();
    lane.gathered.add(std::move(what));
    if (lane.full || !is_at_limit(by, to) || !await_room(by, to))
        return;
    lane.full = true;
    by.times_full.add(1);
    if (by.full_lanes++ == 0)
        owner_.on_full(by.index);
}

void mailboxes::hand_over(sender& by) noexcept {
    // What is not taken is destroyed, and may send in its last words.
    while (!by.with_letters.empty()) {
        std::size_t const to = by.with_letters.back();
        by.with_letters.pop_back();
        hand_over(by, to, by.to[to].gathered.take());
    }
}

void mailboxes::hand_over(sender& by, std::size_t to, letters batch) noexcept {
    mailbox& box = *boxes_[to];
    std::size_t const count = batch.count();
    bool wakes = false;
    {
        std::scoped_lock const inside(box.lock);
        if (box.closed.load(std::memory_order_relaxed))
            return; // the batch is destroyed after the lock is free
        letters& waiting = box.from[by.index].waiting;
        if (waiting.empty())
            box.ready.push_back(by.index);
        waiting.append(std::move(batch));
        box.anything.store(true, std::memory_order_relaxed);
        wakes = !std::exchange(box.wake_comes, true);
    }
    by.letters_handed.add(count);
    by.batches.add(1);
    if (wakes)
        wake(to, by);
}

// ---- the limits ----

bool mailboxes::is_at_limit(sender const& by, std::size_t to) const noexcept {
    departures const& lane = by.to[to];
    arrivals const& there = boxes_[to]->from[by.index];
    return lane.sent_letters - there.done_letters.read() >= limits_.most_letters ||
           lane.sent_octets - there.done_octets.read() >= limits_.most_octets;
}

/// Asks to be told of room; false if there is some already, as there is for the letters that a
/// closed mailbox drops.
bool mailboxes::await_room(sender const& by, std::size_t to) noexcept {
    mailbox& box = *boxes_[to];
    std::scoped_lock const inside(box.lock);
    // Here the limit is seen as it is: it is under the lock that the receiver counts what is done
    // and looks for who waits.
    if (box.closed.load(std::memory_order_relaxed) || !is_at_limit(by, to))
        return false;
    box.from[by.index].sender_awaits_room = true;
    return true;
}

void mailboxes::look_for_room(sender& by) noexcept {
    if (by.closed || by.full_lanes == 0)
        return;
    for (std::size_t to = 0; to != by.to.size(); ++to) {
        // It may have sent more meanwhile; then it waits on.
        if (!by.to[to].full || await_room(by, to))
            continue;
        by.to[to].full = false;
        --by.full_lanes;
    }
    if (by.full_lanes == 0)
        owner_.on_room(by.index);
}

void mailboxes::tell_of_room(sender& of, sender& by) noexcept {
    mailbox& box = *boxes_[of.index];
    bool wakes = false;
    {
        std::scoped_lock const inside(box.lock);
        box.room_comes = true;
        box.anything.store(true, std::memory_order_relaxed);
        wakes = !std::exchange(box.wake_comes, true);
    }
    if (wakes)
        wake(of.index, by);
}

// ---- the receiver ----

/// For who has set `wake_comes`. Takes no memory but that of the mailbox.
void mailboxes::wake(std::size_t to, sender& by) noexcept {
    mailbox& box = *boxes_[to];
    std::scoped_lock const stays(box.waking);
    if (!box.home)
        return;
    by.wakes.add(1);
    auto go_on = [weak = weak_from_this(), to] {
        if (auto const self = weak.lock())
            self->on_wake(to);
    };
    boost::asio::post(box.home->get_executor(), in_memory(box.wake_memory, std::move(go_on)));
}

void mailboxes::on_wake(std::size_t index) noexcept {
    mailbox& box = *boxes_[index];
    {
        // Before it looks: what is handed over from now on wakes it again.
        std::scoped_lock const inside(box.lock);
        box.wake_comes = false;
    }
    empty_now(index);
}

void mailboxes::empty_now(std::size_t index) noexcept {
    mailbox& box = *boxes_[index];
    auto const home = box.home; // a letter may close it
    if (!home || std::exchange(box.emptying, true))
        return;
    thread_check::visit const inside(home->thread());
    shard::turn const until_emptied(*home);
    ++box.round;
    while (take_next(index))
        run(index);
    box.emptying = false;
    // Only now: who goes on to handle what clients sent empties the mailbox before it does.
    if (std::exchange(box.hears_of_room, false))
        look_for_room(*senders_[index]);
}

/// Counts the letters that have run and takes those that came meanwhile, of senders whose turn it
/// was not yet in this round. If that is nobody, what is left waits for a wake.
bool mailboxes::take_next(std::size_t index) noexcept {
    mailbox& box = *boxes_[index];
    bool wakes = false;
    {
        std::scoped_lock const inside(box.lock);
        for (std::size_t const from : box.running) {
            arrivals& lane = box.from[from];
            lane.done_letters.add(lane.running_letters);
            lane.done_octets.add(lane.running_octets);
            if (std::exchange(lane.sender_awaits_room, false))
                box.has_room.push_back(from);
        }
        box.running.clear();
        std::erase_if(box.ready, [&box](std::size_t from) {
            arrivals& lane = box.from[from];
            if (std::exchange(lane.last_round, box.round) == box.round)
                return false;
            lane.running_letters = lane.waiting.count();
            lane.running_octets = lane.waiting.octets();
            lane.running.append(lane.waiting.take());
            box.running.push_back(from);
            return true;
        });
        if (std::exchange(box.room_comes, false))
            box.hears_of_room = true;
        box.anything.store(!box.ready.empty(), std::memory_order_relaxed);
        if (box.running.empty() && !box.ready.empty())
            wakes = !std::exchange(box.wake_comes, true);
    }
    sender& by = *senders_[index];
    for (std::size_t const from : box.has_room)
        tell_of_room(*senders_[from], by);
    box.has_room.clear();
    if (wakes)
        wake(index, by);
    return !box.running.empty();
}

void mailboxes::run(std::size_t index) noexcept {
    mailbox& box = *boxes_[index];
    for (std::size_t const from : box.running) {
        letters& running = box.from[from].running; // a letter that closes the mailbox empties it
        while (!running.empty()) {
            letter each = running.take_first();
            try {
                each.run();
            } catch (...) {
                owner_.on_thrown(index, std::current_exception());
            }
        }
    }
}

// ---- the end ----

void mailboxes::close(std::size_t index) noexcept {
    sender& by = *senders_[index];
    mailbox& box = *boxes_[index];
    if (std::exchange(by.closed, true))
        return;
    hand_over(by);
    by.unlink();
    // Who has the lock after this thread had it sees that; what came before is found here.
    box.closed.store(true, std::memory_order_relaxed);
    for (std::size_t from = 0; from != box.from.size(); ++from) {
        arrivals& lane = box.from[from];
        letters dropped = lane.running.take();
        bool tell = false;
        {
            std::scoped_lock const inside(box.lock);
            dropped.append(lane.waiting.take());
            tell = std::exchange(lane.sender_awaits_room, false);
        }
        if (tell)
            tell_of_room(*senders_[from], by);
    }
    box.home->hear_no_more(by);
    std::shared_ptr<shard> let_go;
    std::scoped_lock const nobody_wakes(box.waking);
    let_go.swap(box.home);
}

mailbox_figures mailboxes::figures() const noexcept {
    mailbox_figures sum;
    for (auto const& each : senders_) {
        sum.letters += each->letters_handed.read();
        sum.batches += each->batches.read();
        sum.wakes += each->wakes.read();
        sum.full += each->times_full.read();
    }
    return sum;
}

} // namespace socketiota::loop
