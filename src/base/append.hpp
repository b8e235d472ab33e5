// SPDX-License-Identifier: MIT
#pragma once

#include <iterator>
#include <string>
#include <utility>
#include <vector>

namespace socketiota::base {

/// Appends texts, of which there are few or none.
inline void append(std::vector<std::string>& to, std::vector<std::string>&& more) {
    if (to.empty()) // nearly always: no room has to be made
        to = std::move(more);
    else
        to.insert(to.end(), std::make_move_iterator(more.begin()),
                  std::make_move_iterator(more.end()));
}

} // namespace socketiota::base
