// SPDX-License-Identifier: MIT
#include <algorithm>
#include <bit>

#include <base/timer_wheel.hpp>

namespace socketiota::base {

void timer_wheel::set(deadline& entry, time_point when) noexcept {
    entry.cancel();
    entry.due_ = when;
    place(entry);
}

std::uint64_t timer_wheel::tick_of(time_point when) const noexcept {
    duration const distance = std::max(when - start_, duration::zero());
    // Rounded up, so that a deadline never fires early.
    return static_cast<std::uint64_t>((distance + tick - duration(1)) / tick);
}

void timer_wheel::place(deadline& entry) noexcept {
    std::uint64_t const due_tick = tick_of(entry.due_);
    if (due_tick <= current_tick_) {
        due_now_.push_back(entry);
        return;
    }
    std::uint64_t const distance = due_tick - current_tick_;
    std::size_t const level =
        std::min<std::size_t>((std::bit_width(distance) - 1U) / slot_bits, levels - 1);
    std::size_t const index = (due_tick >> (slot_bits * level)) & (slots - 1);
    wheel_[level][index].push_back(entry);
    occupied_[level] |= std::uint64_t{1} << index;
}

void timer_wheel::cascade(std::size_t level) noexcept {
    if (level == levels)
        return;
    std::size_t const index = (current_tick_ >> (slot_bits * level)) & (slots - 1);
    if (index == 0)
        cascade(level + 1);
    slot moving;
    moving.splice(moving.end(), wheel_[level][index]);
    occupied_[level] &= ~(std::uint64_t{1} << index);
    while (!moving.empty()) {
        deadline& entry = moving.front();
        moving.pop_front();
        place(entry);
    }
}

void timer_wheel::fire(slot& due) {
    // On a list of its own, so that a deadline which sets itself again waits for its next time, and
    // one which is cancelled by an earlier one of the same tick simply is not there any more.
    slot firing;
    firing.splice(firing.end(), due);
    while (!firing.empty()) {
        deadline& entry = firing.front();
        firing.pop_front();
        try {
            entry.on_deadline();
        } catch (...) {
            due_now_.splice(due_now_.begin(), firing);
            throw;
        }
    }
}

void timer_wheel::advance(time_point now) {
    fire(due_now_);
    if (now < start_)
        return;
    auto const target = static_cast<std::uint64_t>((now - start_) / tick);
    while (current_tick_ < target) {
        if (occupied_[0] == 0) {
            // Nothing can fire before the next slot of level 1 moves down: after hours of sleep
            // this steps over 64 ticks at a time.
            std::uint64_t const last_of_round = current_tick_ | (slots - 1);
            current_tick_ = std::min(target, last_of_round);
            if (current_tick_ == target)
                break;
        }
        ++current_tick_;
        std::size_t const index = current_tick_ & (slots - 1);
        if (index == 0)
            cascade(1);
        fire(due_now_); // what moved down exactly to this tick
        occupied_[0] &= ~(std::uint64_t{1} << index);
        fire(wheel_[0][index]);
    }
}

bool timer_wheel::empty() const noexcept {
    return due_now_.empty() && std::all_of(wheel_.begin(), wheel_.end(), [](auto const& level) {
               return std::all_of(level.begin(), level.end(),
                                  [](slot const& each) { return each.empty(); });
           });
}

std::optional<std::uint64_t> timer_wheel::next_tick(std::size_t level) const noexcept {
    if (occupied_[level] == 0)
        return std::nullopt;
    std::uint64_t const position = current_tick_ >> (slot_bits * level);
    // Rotated so that bit 0 is the slot after the current one; the current slot itself comes last,
    // after a whole round.
    int const first = std::countr_zero(
        std::rotr(occupied_[level], static_cast<int>((position + 1) & (slots - 1))));
    return (position + 1 + static_cast<std::uint64_t>(first)) << (slot_bits * level);
}

std::optional<time_point> timer_wheel::next() const noexcept {
    if (!due_now_.empty())
        return start_;
    std::optional<std::uint64_t> earliest;
    for (std::size_t level = 0; level < levels; ++level)
        if (auto const candidate = next_tick(level))
            earliest = std::min(earliest.value_or(*candidate), *candidate);
    if (!earliest)
        return std::nullopt;
    return start_ + tick * static_cast<duration::rep>(*earliest);
}

} // namespace socketiota::base
