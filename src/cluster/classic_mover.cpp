// SPDX-License-Identifier: MIT
#include <utility>

#include <cluster/classic_line.hpp>
#include <cluster/classic_mover.hpp>

namespace socketiota::cluster {

classic_mover::classic_mover(redis::client& by, classic_options options)
    : redis_line_mover(by), options_(std::move(options)) {}

std::unique_ptr<line> classic_mover::open(std::string nsp, line_listener& listener) {
    return std::make_unique<classic_line>(*this, options_, std::move(nsp), listener);
}

} // namespace socketiota::cluster
