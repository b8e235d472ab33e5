// SPDX-License-Identifier: MIT
#pragma once

#include <boost/container/small_vector.hpp>
#include <boost/unordered/unordered_flat_map.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace socketiota::adapter {

struct room;

/// A socket as the room index sees it; the hub's socket derives from it.
///
/// Not thread safe: belongs to its shard.
class member {
public:
    explicit member(std::string id) : id_(std::move(id)) {}

    member(member const&) = delete;
    member& operator=(member const&) = delete;

    /// Its id, which is also the name of a room that it is in.
    [[nodiscard]] std::string const& id() const noexcept { return id_; }

    /// In how many rooms it is beside that of its id.
    [[nodiscard]] std::size_t room_count() const noexcept { return memberships_.size(); }

    /// Octets of memory that being in a room takes, as if nobody else were in it: what the room,
    /// its places in the tables and those in this member take beside the name.
    [[nodiscard]] static std::size_t cost_of_room(std::string_view name) noexcept {
        constexpr std::size_t without_name = 400;
        return without_name + name.size();
    }

    /// Octets that all its rooms take, counted so.
    [[nodiscard]] std::size_t cost_of_rooms() const noexcept;

protected:
    ~member() = default;

    /// Before it is in any room.
    void rename(std::string const& id) { id_ = id; }

private:
    friend class room_index;

    struct membership {
        room* in;
        std::uint32_t index; // of this member among the members of the room
    };

    /// What is known of all rooms without looking at each.
    struct many_rooms {
        boost::unordered_flat_map<room const*, std::uint32_t> places; // in `memberships_`
        std::size_t cost = 0;
    };

    static constexpr std::uint32_t not_added = UINT32_MAX;

    std::string id_;
    boost::container::small_vector<membership, 2> memberships_;
    std::unique_ptr<many_rooms> many_; // null while there are so few that looking at each is faster
    std::uint32_t index_ = not_added;  // among all members of the index
    bool in_own_room_ = false;
    std::uint64_t stamp_ = 0; // of the last selection that met this member
};

} // namespace socketiota::adapter
