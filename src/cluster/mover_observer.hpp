// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace socketiota::cluster {

/// What a server is told of the way to the others.
class mover_observer {
public:
    /// A sentence for the log: how it stands now.
    virtual void on_state(std::string_view sentence, bool is_wrong) noexcept = 0;

protected:
    mover_observer() = default;
    mover_observer(mover_observer const&) = default;
    mover_observer& operator=(mover_observer const&) = default;
    ~mover_observer() = default;
};

} // namespace socketiota::cluster
