// SPDX-License-Identifier: MIT
#include <algorithm>
#include <utility>

#include <cluster/classic_line.hpp>
#include <cluster/classic_mover.hpp>

namespace socketiota::cluster {

classic_mover::classic_mover(redis::client& by, classic_options options)
    : by_(by), options_(std::move(options)) {}

std::unique_ptr<line> classic_mover::open(std::string nsp, line_listener& listener) {
    return std::make_unique<classic_line>(by_, options_, std::move(nsp), listener, counts_, lines_);
}

void classic_mover::on_gap() {
    // Any of them may be closed inside.
    for (classic_line* const each : std::vector<classic_line*>(lines_))
        if (std::ranges::find(lines_, each) != lines_.end())
            each->listener().on_gap();
}

} // namespace socketiota::cluster
