// SPDX-License-Identifier: MIT
#include <algorithm>

#include <cluster/redis_line.hpp>
#include <cluster/redis_line_mover.hpp>

namespace socketiota::cluster {

template <class Work>
void redis_line_mover::for_each_line(Work const& work) {
    for (redis_line* const each : std::vector<redis_line*>(lines_))
        if (std::ranges::find(lines_, each) != lines_.end())
            work(*each);
}

void redis_line_mover::on_state() {
    if (by_.state() == redis::link_state::connected)
        losses_.note_connected();
    for_each_line([](redis_line& each) { each.on_state(); });
}

void redis_line_mover::on_gap() {
    count_gap();
    for_each_line([](redis_line& each) { each.on_gap(); });
}

void redis_line_mover::count_gap() noexcept {
    if (counts_->metrics != nullptr)
        counts_->metrics->count(metric::cluster_gap);
}

void redis_line_mover::tell_state(std::string_view sentence, bool is_wrong) noexcept {
    if (counts_->observer != nullptr)
        counts_->observer->on_state(sentence, is_wrong);
}

} // namespace socketiota::cluster
