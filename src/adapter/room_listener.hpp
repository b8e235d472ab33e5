// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include <adapter/member.hpp>

namespace socketiota::adapter {

/// What happens to rooms, each from the inside out: a room is made before it is joined, and left
/// before it is removed.
enum class room_event { created, joined, left, removed };

struct room_change {
    room_event what;
    std::string room;
};

/// Who wants to know of it.
class room_listener {
public:
    /// `who` has joined or left rooms: all that this changed, in its order. The index may be
    /// changed in the call; what that changes comes in a call inside of this one.
    virtual void on_room_changes(member& who, std::vector<room_change> changes) noexcept = 0;

    /// `who` has left all its rooms, and there is no memory to say which.
    virtual void on_untold_changes(member& who) noexcept = 0;

protected:
    ~room_listener() = default;
};

} // namespace socketiota::adapter
