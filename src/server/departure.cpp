// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>

#include <server/departure.hpp>

namespace socketiota {

void departure::drain(std::chrono::milliseconds time) {
    if (stage_ == stage::over)
        return;
    auto const keep = who_.alive();
    set_end(time);
    if (stage_ == stage::none)
        stage_ = stage::drain;
    from_ = home_.now();
    total_ = who_.to_leave();
    go_on();
}

void departure::wait_for_handlers(std::chrono::milliseconds time) {
    if (stage_ == stage::over)
        return;
    auto const keep = who_.alive();
    set_end(time);
    stage_ = stage::handlers;
    go_on();
}

void departure::set_end(std::chrono::milliseconds time) {
    std::chrono::milliseconds const limit =
        std::clamp(time, std::chrono::milliseconds::zero(), loop::shard::longest_delay);
    until_ = std::min(until_, home_.now() + limit);
    who_.refuse_new(until_);
}

void departure::on_deadline() {
    auto const keep = who_.alive();
    go_on();
}

void departure::go_on() noexcept {
    try {
        take_turns();
    } catch (...) {
        again();
    }
}

// For want of memory. If there is none to wake the loop either, it fires with another deadline.
void departure::again() noexcept {
    try {
        home_.set_deadline(*this, look_interval);
    } catch (...) {
        return;
    }
}

void departure::take_turns() {
    // What hears of its end may end the server, or shorten this.
    bool just_told = false;
    while (stage_ == stage::drain && total_ - who_.to_leave() < due_turns()) {
        just_told = true;
        who_.send_next_away();
    }
    if (stage_ == stage::over)
        return;
    bool const idle = stage_ == stage::handlers && !who_.has_running_handlers();
    bool const is_time = idle || home_.now() >= until_;
    // What is sent to those who were told leaves at the end of this turn.
    if (is_time && !just_told)
        who_.depart();
    else
        wait();
}

// The turns of all shards together cut the time into equal pieces, as if each had as many as this
// one: neither the first nor the last comes at an end of it, so that the last one has time to hear
// of it.
base::duration departure::time_of(std::size_t turn) const noexcept {
    // A count of nanoseconds times a count of sessions does not fit into 64 bits.
    double const share = static_cast<double>((turn - 1) * shards_ + place_ + 1) /
                         static_cast<double>(total_ * shards_ + 1);
    return base::duration(static_cast<base::duration::rep>(
        std::ceil(share * static_cast<double>((until_ - from_).count()))));
}

std::size_t departure::due_turns() const noexcept {
    base::time_point const now = home_.now();
    if (now >= until_)
        return total_;
    double const gone =
        static_cast<double>((now - from_).count()) / static_cast<double>((until_ - from_).count());
    auto const of_all = static_cast<std::size_t>(gone * static_cast<double>(total_ * shards_ + 1));
    return std::min(total_, (of_all + shards_ - 1 - place_) / shards_);
}

void departure::wait() {
    base::duration next = until_ - home_.now();
    if (stage_ == stage::handlers) {
        next = std::min<base::duration>(next, look_interval);
    } else if (std::size_t const left = who_.to_leave(); left > 0) {
        next = std::min(next, from_ + time_of(total_ - left + 1) - home_.now());
    }
    home_.set_deadline(*this, std::max(std::chrono::ceil<std::chrono::milliseconds>(next),
                                       std::chrono::milliseconds(1)));
}

} // namespace socketiota
