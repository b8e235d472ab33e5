// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/detail/nsp_predicate.hpp>
#include <socketiota/nsp_pattern.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

namespace socketiota::hub {

class nsp_core;

/// Who decides whether a namespace may be made that a client asks for.
struct nsp_parent {
    /// Nobody can join it: what is registered with it holds for its children.
    std::shared_ptr<nsp_core> whole;
    std::optional<nsp_pattern> pattern;
    detail::nsp_predicate predicate; // if there is no pattern
};

/// In the order in which they are asked. Shared by all shards, so replaced when one is added.
using nsp_parents = std::vector<nsp_parent>;

/// How many of the namespaces that were made for one client are there. Under the lock of the
/// directory.
struct made_nsps {
    std::size_t count = 0;
};

} // namespace socketiota::hub
