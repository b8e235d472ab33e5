// SPDX-License-Identifier: MIT
#include <utility>

#include <cluster/sharded_line.hpp>
#include <cluster/sharded_mover.hpp>

namespace socketiota::cluster {

sharded_mover::sharded_mover(redis::client& by, sharded_options options)
    : redis_line_mover(by), options_(std::move(options)) {}

std::unique_ptr<line> sharded_mover::open(std::string nsp, line_listener& listener) {
    return std::make_unique<sharded_line>(*this, options_, std::move(nsp), listener);
}

} // namespace socketiota::cluster
