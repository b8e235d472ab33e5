// SPDX-License-Identifier: MIT
#include <http/neighbourhood.hpp>

namespace socketiota::http {

namespace {

// How many handshakes a shard may be given that it has not looked at: as many are lost for their
// time if it is blocked.
constexpr std::size_t most_promised = 16;

// Above the mean by more than 15 in 100 and this many.
constexpr std::size_t slack = 4;

} // namespace

bool neighbourhood::takes_sessions(std::size_t index) const noexcept {
    return places_[index].promised.load(std::memory_order_relaxed) < most_promised &&
           (watch_ == nullptr || !watch_->is_stuck(index));
}

std::optional<std::size_t> neighbourhood::clearly_lighter(std::size_t than) const noexcept {
    std::size_t const own = places_[than].load();
    std::size_t sum = 0;
    std::size_t least = own;
    std::size_t lightest = than;
    for (std::size_t index = 0; index != places_.size(); ++index) {
        std::size_t const load = places_[index].load();
        sum += load;
        if (load >= least || !takes_sessions(index))
            continue;
        least = load;
        lightest = index;
    }
    if (lightest == than || own * places_.size() * 20 <= sum * 23 + slack * places_.size() * 20)
        return std::nullopt;
    return lightest;
}

} // namespace socketiota::http
