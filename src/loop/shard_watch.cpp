// SPDX-License-Identifier: MIT
#include <algorithm>

#include <loop/shard_watch.hpp>

namespace socketiota::loop {

shard_watch::shard_watch(shard_set const& shards, watch_listener& listener)
    : shards_(shards), listener_(listener) {
    for (std::size_t index = 0; index != shards.size(); ++index) {
        places_.push_back(std::make_unique<place>(*this, index));
        places_.back()->stands_in_for.resize(shards.size());
    }
}

void shard_watch::begin(std::size_t index) {
    place& mine = *places_[index];
    mine.turned.store(shards_[index]->now(), std::memory_order_relaxed);
    shards_[index]->set_deadline(mine, look_interval);
}

void shard_watch::end(std::size_t index) noexcept {
    place& mine = *places_[index];
    mine.cancel();
    mine.turned.store(base::time_point::max(), std::memory_order_relaxed);
    mine.stuck.store(false, std::memory_order_relaxed);
    for (std::size_t other = 0; other != places_.size(); ++other)
        if (mine.stands_in_for[other]) {
            mine.stands_in_for[other] = false;
            listener_.on_relieved(index, other);
        }
}

base::duration shard_watch::overdue(std::size_t index, base::time_point now) const noexcept {
    base::time_point const turned = places_[index]->turned.load(std::memory_order_relaxed);
    if (turned == base::time_point::max())
        return base::duration::zero();
    return std::max<base::duration>(now - turned - look_interval, base::duration::zero());
}

void shard_watch::look(place& mine) {
    shard& home = *shards_[mine.index];
    base::time_point const now = home.now();
    home.set_deadline(mine, look_interval);
    mine.turned.store(now, std::memory_order_relaxed);
    if (mine.stuck.exchange(false, std::memory_order_acquire))
        listener_.on_back(mine.index, now - mine.since.load(std::memory_order_relaxed));
    look_at_others(mine, now);
}

void shard_watch::look_at_others(place& mine, base::time_point now) {
    bool looks = true; // until one turns
    for (std::size_t step = 1; step != places_.size(); ++step) {
        std::size_t const index = (mine.index + step) % places_.size();
        place& other = *places_[index];
        base::time_point const turned = other.turned.load(std::memory_order_relaxed);
        looks = looks && turned < now && now - turned >= patience;
        if (looks && !other.stuck.load(std::memory_order_relaxed)) {
            other.since.store(turned, std::memory_order_relaxed);
            if (!other.stuck.exchange(true, std::memory_order_release))
                listener_.on_stuck(index, mine.index, now - turned);
        }
        if (looks == mine.stands_in_for[index])
            continue;
        mine.stands_in_for[index] = looks;
        if (looks)
            listener_.on_stand_in(mine.index, index);
        else
            listener_.on_relieved(mine.index, index);
    }
}

} // namespace socketiota::loop
