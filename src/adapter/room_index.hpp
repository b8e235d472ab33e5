// SPDX-License-Identifier: MIT
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <adapter/member.hpp>
#include <adapter/selection.hpp>
#include <base/seeded_hash.hpp>

namespace socketiota::adapter {

/// One room: contiguous members, so that a broadcast walks memory in order.
struct room {
    std::string name;
    std::vector<member*> members;
    std::vector<std::uint32_t> memberships; // where each member keeps this room
};

/// Which socket of a namespace is in which room.
///
/// Joining and leaving take constant time: a room is a vector from which the last member fills a
/// gap, and each member knows its place in it. A room exists while somebody is in it. The room that
/// each socket is in under its own id costs no room object, or a million idle sockets would have a
/// million rooms.
///
/// Not thread safe: belongs to a shard.
class room_index {
public:
    room_index() = default;
    room_index(room_index const&) = delete;
    room_index& operator=(room_index const&) = delete;
    ~room_index();

    /// Adds `who` to the namespace and to the room of its own id. Rooms it joined before count from
    /// now on.
    void add(member& who);

    /// Removes `who` from everything.
    void remove(member& who);

    /// False if it was in the room already. Possible before `add` too: nobody is selected before.
    bool join(member& who, std::string_view name);

    /// False if it was not in the room.
    bool leave(member& who, std::string_view name);

    [[nodiscard]] bool contains(member const& who, std::string_view name) const;

    /// The rooms of `who`, its own id first.
    [[nodiscard]] std::vector<std::string> rooms_of(member const& who) const;

    /// The added member with that id, or null.
    [[nodiscard]] member* find(std::string_view id) const;

    /// Whether anybody is in the room.
    [[nodiscard]] bool exists(std::string_view name) const;

    [[nodiscard]] std::span<member* const> members() const noexcept { return members_; }

    [[nodiscard]] std::size_t room_count() const noexcept { return rooms_.size(); }

    /// Everybody whom `who` selects, each once. The result is valid until the index or a selection
    /// changes; whoever runs foreign code while walking it copies it first.
    [[nodiscard]] std::span<member* const> select(selection const& who);

private:
    template <class T>
    using by_name = boost::unordered_flat_map<std::string, T, base::seeded_hash, base::text_equal>;

    [[nodiscard]] room* find_room(std::string_view name) const;
    void leave_at(member& who, std::size_t membership);
    template <class Visit>
    void for_each_in(std::string_view name, Visit visit) const;

    by_name<std::unique_ptr<room>> rooms_;
    by_name<member*> by_id_;
    std::vector<member*> members_;
    std::vector<member*> selected_; // reused by each selection
    std::uint64_t last_stamp_ = 0;
};

} // namespace socketiota::adapter
