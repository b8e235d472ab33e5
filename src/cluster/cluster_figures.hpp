// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include <cluster/mover.hpp>

namespace socketiota::cluster {

/// How it stands with the other servers at one moment.
struct cluster_figures {
    mover::state state = mover::state::degraded;
    std::optional<std::size_t> servers; // others that have the namespace /; none: not known here
    std::vector<std::pair<std::string_view, std::uint64_t>> ignored; // messages, by why
};

} // namespace socketiota::cluster
