// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <adapter/room_index.hpp>
#include <adapter/room_listener.hpp>

namespace socketiota::adapter {

/// Who of one namespace and one shard is in which room; it tells a listener of what changes.
///
/// Not thread safe: belongs to the shard.
class local_rooms {
public:
    /// `noted` hears which rooms there are, and must outlive it; null: nobody wants to know.
    explicit local_rooms(interest* noted = nullptr) noexcept : index_(noted) {}

    /// A socket has joined the namespace; from now on it can be selected.
    /// Nothing has happened if it throws.
    void add(member& who);

    /// It has left, with all its rooms. Also for one that joined rooms and was never added.
    void remove(member& who) noexcept;

    void join(member& who, std::string_view room);
    void leave(member& who, std::string_view room);

    [[nodiscard]] bool contains(member const& who, std::string_view room) const {
        return index_.contains(who, room);
    }

    [[nodiscard]] std::vector<std::string> rooms_of(member const& who) const {
        return index_.rooms_of(who);
    }

    /// All rooms that have members here.
    [[nodiscard]] std::vector<std::string> names() const { return index_.names(); }

    /// See `room_index`.
    [[nodiscard]] room_sizes sizes() const { return index_.sizes(); }

    /// See `room_index`.
    [[nodiscard]] bool exists(std::string_view room) const { return index_.exists(room); }

    /// See `room_index`.
    [[nodiscard]] bool has_any(std::vector<std::string> const& rooms) const {
        return index_.has_any(rooms);
    }

    /// See `room_index`.
    [[nodiscard]] std::span<member* const> select(selection const& who) {
        return index_.select(who);
    }

    /// Tells `who` of what happens to rooms from now on.
    void observe(room_listener& who) noexcept { listener_ = &who; }

private:
    /// What there is to tell when a member leaves `rooms`, as if each were gone with it then. Made
    /// before it happens, because there may be no memory.
    [[nodiscard]] static std::vector<room_change> leaving(std::span<std::string const> rooms);
    [[nodiscard]] std::vector<room_change> joining(std::string_view room) const;

    /// Tells the listener, but nothing of rooms that are still there.
    void tell_left(member& who, std::vector<room_change> changes) noexcept;

    room_index index_;
    room_listener* listener_ = nullptr; // until somebody wants to know
};

} // namespace socketiota::adapter
