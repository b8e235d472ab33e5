// SPDX-License-Identifier: MIT
#include <algorithm>

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

// The turns cut the time into equal pieces: neither the first nor the last comes at an end of it,
// so that the last one has time to hear of it.
std::size_t departure::due_turns() const noexcept {
    base::time_point const now = home_.now();
    if (now >= until_)
        return total_;
    // A count of nanoseconds times a count of sessions does not fit into 64 bits.
    double const share =
        static_cast<double>((now - from_).count()) / static_cast<double>((until_ - from_).count());
    return std::min(total_, static_cast<std::size_t>(share * static_cast<double>(total_ + 1)));
}

void departure::wait() {
    base::duration next = until_ - home_.now();
    if (stage_ == stage::handlers) {
        next = std::min<base::duration>(next, look_interval);
    } else if (std::size_t const left = who_.to_leave(); left > 0) {
        base::duration const piece =
            (until_ - from_) / static_cast<base::duration::rep>(total_ + 1);
        auto const turn = static_cast<base::duration::rep>(total_ - left + 1);
        next = std::min(next, from_ + turn * piece - home_.now());
    }
    home_.set_deadline(*this, std::max(std::chrono::ceil<std::chrono::milliseconds>(next),
                                       std::chrono::milliseconds(1)));
}

} // namespace socketiota
