// SPDX-License-Identifier: MIT
#pragma once

#include <boost/container/small_vector.hpp>

#include <cstddef>
#include <cstdint>
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

protected:
    ~member() = default;

private:
    friend class room_index;

    struct membership {
        room* in;
        std::uint32_t index; // of this member among the members of the room
    };

    static constexpr std::uint32_t not_added = UINT32_MAX;

    std::string id_;
    boost::container::small_vector<membership, 2> memberships_;
    std::uint32_t index_ = not_added; // among all members of the index
    bool in_own_room_ = false;
    std::uint64_t stamp_ = 0; // of the last selection that met this member
};

} // namespace socketiota::adapter
