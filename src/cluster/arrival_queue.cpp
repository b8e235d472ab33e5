// SPDX-License-Identifier: MIT
#include <algorithm>
#include <utility>

#include <cluster/arrival_queue.hpp>

namespace socketiota::cluster {

bool arrival_queue::push(std::string_view text, state now) {
    if (entries_.size() >= limits_.messages || text.size() > limits_.octets ||
        octets_ > limits_.octets - text.size())
        return false;
    entries_.push_back({std::string(text), now});
    octets_ += text.size();
    return true;
}

bool arrival_queue::push(std::string_view octets) { return push(octets, state::here); }

bool arrival_queue::push_wanted(std::string_view id) { return push(id, state::wanted); }

std::optional<arrival_queue::wanted> arrival_queue::next_to_fetch() {
    if (fetches_ >= limits_.fetches)
        return std::nullopt;
    next_ = std::max(next_, first_);
    for (; next_ < first_ + entries_.size(); ++next_) {
        entry& each = entries_[next_ - first_];
        if (each.now != state::wanted)
            continue;
        each.now = state::on_its_way;
        ++fetches_;
        return wanted{next_++, each.text};
    }
    return std::nullopt;
}

void arrival_queue::on_fetched(std::uint64_t ticket, std::optional<std::string_view> octets) {
    if (ticket < first_ || ticket - first_ >= entries_.size())
        return;
    entry& which = entries_[ticket - first_];
    if (which.now != state::on_its_way)
        return;
    octets_ -= which.text.size();
    which.text.clear();
    which.now = state::lost;
    if (octets) {
        which.text.assign(*octets);
        octets_ += which.text.size();
        which.now = state::fetched; // it keeps its place among the fetches: that bounds its octets
    } else {
        --fetches_;
    }
}

std::optional<std::string> arrival_queue::pop() {
    while (!entries_.empty()) {
        entry& front = entries_.front();
        if (front.now == state::wanted || front.now == state::on_its_way)
            return std::nullopt;
        bool const is_here = front.now != state::lost;
        if (front.now == state::fetched)
            --fetches_;
        std::string text = std::move(front.text);
        octets_ -= text.size();
        entries_.pop_front();
        ++first_;
        if (is_here)
            return text;
    }
    return std::nullopt;
}

} // namespace socketiota::cluster
