// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

namespace socketiota::adapter {

/// Who receives a broadcast: members of any of `rooms` (of the whole namespace if there is none),
/// but not who is in one of `except`. Each member receives once. A member's id is a room too.
struct selection {
    std::vector<std::string> rooms{};
    std::vector<std::string> except{};
    bool local = false; // on this server only, when it is one of a cluster
};

} // namespace socketiota::adapter
