// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include <adapter/member.hpp>

namespace socketiota::adapter {

/// What happens to rooms, each from the inside out: a room is made before it is joined, and left
/// before it is removed.
enum class room_event { created, joined, left, removed };

/// Who wants to know of it.
class room_observer {
public:
    /// `who` joins or leaves `room`, which exists during the call in the text only. The index is
    /// consistent: it may be changed in the call.
    virtual void on_room_event(room_event what, std::string const& room, member& who) = 0;

protected:
    ~room_observer() = default;
};

} // namespace socketiota::adapter
