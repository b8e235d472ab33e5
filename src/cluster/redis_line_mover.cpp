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
    for_each_line([](redis_line& each) { each.on_state(); });
}

void redis_line_mover::on_gap() {
    for_each_line([](redis_line& each) { each.on_gap(); });
}

} // namespace socketiota::cluster
