// SPDX-License-Identifier: MIT
#pragma once

#include <loop/channel.hpp>

namespace socketiota::loop {

/// Tells `owner`, unless it is null, that its connection has been cut off for want of memory.
inline void tell_broken(channel_owner* owner, error_code reason) noexcept {
    if (owner == nullptr)
        return;
    try {
        owner->on_broken(reason);
    } catch (...) {
        // The peer has been told that it is over; the owner forgets it with its own deadline.
        return;
    }
}

} // namespace socketiota::loop
