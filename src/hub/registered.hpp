// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <vector>

namespace socketiota::hub {

/// Calls `call` with each of the program's functions in `them` that is registered now. They may
/// register more, and the list may be cleared meanwhile.
///
/// Not over a copy of the list: when something ends there may be no memory for one, and its
/// functions are to hear of it all the same.
template <class Function, class Call>
void for_each_registered(std::vector<Function> const& them, Call const& call) {
    std::size_t const count = them.size();
    for (std::size_t index = 0; index < count && index < them.size(); ++index) {
        Function const kept = them[index]; // NOLINT: shared, the list may move
        call(kept);
    }
}

} // namespace socketiota::hub
