// SPDX-License-Identifier: MIT
#include <algorithm>
#include <string>
#include <utility>

#include <cluster/offsets_in_order.hpp>

namespace socketiota::cluster {

std::uint64_t offsets_in_order::add(told who) {
    waiting_.push_back({std::move(who), std::nullopt});
    return end() - 1;
}

void offsets_in_order::on_known(std::uint64_t ticket, error_code why, redis::stream_id at) {
    if (!why)
        known_to_ = at;
    if (ticket < first_ || ticket >= end())
        return;
    waiting& found = waiting_[ticket - first_];
    if (!found.what)
        found.what = outcome{why, at};
    tell_known();
}

void offsets_in_order::on_read(redis::stream_id to) {
    read_to_ = to;
    tell_known();
}

void offsets_in_order::give_up(error_code why) {
    for (waiting& each : waiting_)
        each.what = outcome{why, {}};
    known_to_ = {}; // another Redis may be behind
    tell_known();
}

// They are known in the order in which they stand there.
bool offsets_in_order::may_be_at(redis::stream_id at) const noexcept {
    return known_to_ < at &&
           std::ranges::any_of(waiting_, [](waiting const& each) { return !each.what; });
}

void offsets_in_order::close() noexcept {
    first_ = end();
    waiting_.clear();
}

void offsets_in_order::tell_known() {
    if (std::exchange(is_telling_, true))
        return; // from inside of what is told: who called that goes on

    struct done {
        bool& telling;

        ~done() { telling = false; }
    } const at_end{is_telling_};

    auto const is_due = [this](std::optional<outcome> const& what) {
        return what && (what->why || what->at <= read_to_);
    };
    while (!waiting_.empty() && is_due(waiting_.front().what)) {
        waiting const each = std::move(waiting_.front());
        waiting_.pop_front();
        ++first_;
        each.who(each.what->why, each.what->why ? std::string() : each.what->at.text());
    }
}

} // namespace socketiota::cluster
