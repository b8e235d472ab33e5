// SPDX-License-Identifier: MIT
#include <array>
#include <string>
#include <utility>
#include <vector>

#include <adapter/local_rooms.hpp>

namespace socketiota::adapter {

// The news is made before what it tells of happens: where there is no memory for it, nothing has
// happened yet.

void local_rooms::add(member& who) {
    std::vector<room_change> changes;
    if (listener_ != nullptr)
        changes = joining(who.id());
    index_.add(who);
    if (listener_ != nullptr)
        listener_->on_room_changes(who, std::move(changes));
}

void local_rooms::remove(member& who) noexcept {
    if (listener_ == nullptr) {
        index_.remove(who);
        return;
    }
    try {
        auto changes = leaving(index_.rooms_of(who));
        index_.remove(who);
        tell_left(who, std::move(changes));
    } catch (...) {
        // It goes all the same.
        index_.remove(who);
        listener_->on_untold_changes(who);
    }
}

void local_rooms::join(member& who, std::string_view room) {
    if (listener_ == nullptr) {
        index_.join(who, room);
        return;
    }
    auto changes = joining(room);
    if (index_.join(who, room))
        listener_->on_room_changes(who, std::move(changes));
}

void local_rooms::leave(member& who, std::string_view room) {
    if (listener_ == nullptr) {
        index_.leave(who, room);
        return;
    }
    auto changes = leaving(std::array{std::string(room)});
    if (index_.leave(who, room))
        tell_left(who, std::move(changes));
}

std::vector<room_change> local_rooms::joining(std::string_view room) const {
    std::vector<room_change> changes;
    if (!index_.exists(room))
        changes.push_back({room_event::created, std::string(room)});
    changes.push_back({room_event::joined, std::string(room)});
    return changes;
}

std::vector<room_change> local_rooms::leaving(std::span<std::string const> rooms) {
    std::vector<room_change> changes;
    changes.reserve(2 * rooms.size());
    for (std::string const& room : rooms) {
        changes.push_back({room_event::left, room});
        changes.push_back({room_event::removed, room});
    }
    return changes;
}

void local_rooms::tell_left(member& who, std::vector<room_change> changes) noexcept {
    std::erase_if(changes, [this](room_change const& each) {
        return each.what == room_event::removed && index_.exists(each.room);
    });
    listener_->on_room_changes(who, std::move(changes));
}

} // namespace socketiota::adapter
