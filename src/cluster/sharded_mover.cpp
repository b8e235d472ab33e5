// SPDX-License-Identifier: MIT
#include <algorithm>
#include <utility>

#include <cluster/sharded_line.hpp>
#include <cluster/sharded_mover.hpp>

namespace socketiota::cluster {

sharded_mover::sharded_mover(redis::client& by, sharded_options options)
    : by_(by), options_(std::move(options)) {}

std::unique_ptr<line> sharded_mover::open(std::string nsp, line_listener& listener) {
    return std::make_unique<sharded_line>(by_, options_, std::move(nsp), listener, counts_, lines_);
}

void sharded_mover::on_gap() {
    // Any of them may be closed inside.
    for (sharded_line* const each : std::vector<sharded_line*>(lines_))
        if (std::ranges::find(lines_, each) != lines_.end())
            each->listener().on_gap();
}

} // namespace socketiota::cluster
