// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

namespace socketiota {

/// The servers of a cluster that have not answered in time.
///
/// Thread safety: as any object.
struct silent_servers {
    /// Those whose ids are known.
    std::vector<std::string> ids{};
    /// How many others there are, of whom only the number is known.
    std::size_t unnamed = 0;

    /// Whether there is any.
    explicit operator bool() const noexcept { return !ids.empty() || unnamed != 0; }

    /// Adds `more`, which are others.
    void add(silent_servers more) {
        ids.insert(ids.end(), std::make_move_iterator(more.ids.begin()),
                   std::make_move_iterator(more.ids.end()));
        unnamed += more.unnamed;
    }
};

} // namespace socketiota
