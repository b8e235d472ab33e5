// SPDX-License-Identifier: MIT
#include <utility>

#include <cluster/offsets_in_order.hpp>

namespace socketiota::cluster {

std::uint64_t offsets_in_order::add(told who) {
    waiting_.push_back({std::move(who), std::nullopt});
    return end() - 1;
}

void offsets_in_order::tell(std::uint64_t ticket, error_code why, std::string_view offset) {
    if (ticket < first_ || ticket >= end())
        return;
    waiting& found = waiting_[ticket - first_];
    if (!found.what)
        found.what = outcome{why, std::string(offset)};
    tell_known();
}

void offsets_in_order::tell_all(std::uint64_t end, error_code why) {
    for (std::uint64_t ticket = first_; ticket < end; ++ticket)
        if (waiting& each = waiting_[ticket - first_]; !each.what)
            each.what = outcome{why, {}};
    tell_known();
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

    while (!waiting_.empty() && waiting_.front().what) {
        waiting const each = std::move(waiting_.front());
        waiting_.pop_front();
        ++first_;
        each.who(each.what->why, each.what->offset);
    }
}

} // namespace socketiota::cluster
