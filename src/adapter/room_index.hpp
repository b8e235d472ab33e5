// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/rooms.hpp>

#include <boost/unordered/unordered_flat_map.hpp>
#include <boost/unordered/unordered_flat_set.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <adapter/interest.hpp>
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
/// Joining and leaving take constant time, however many rooms and members there are: a room is a
/// vector from which the last member fills a gap, each member knows its place in it, and one with
/// many rooms has a table of them. A room exists while somebody is in it. The room that
/// each socket is in under its own id costs no room object, or a million idle sockets would have a
/// million rooms.
///
/// Not thread safe: belongs to a shard.
class room_index {
public:
    room_index() = default;

    /// `noted` hears which rooms there are, and must outlive it; null: nobody wants to know.
    explicit room_index(interest* noted) noexcept : noted_(noted) {}

    room_index(room_index const&) = delete;
    room_index& operator=(room_index const&) = delete;
    ~room_index();

    /// Adds `who` to the namespace and to the room of its own id. Rooms it joined before count from
    /// now on. Nothing has happened if it throws.
    void add(member& who);

    /// Removes `who` from everything.
    void remove(member& who) noexcept;

    /// False if it was in the room already. Possible before `add` too: nobody is selected before.
    /// Nothing has happened if it throws.
    bool join(member& who, std::string_view name);

    /// False if it was not in the room.
    bool leave(member& who, std::string_view name);

    [[nodiscard]] bool contains(member const& who, std::string_view name) const;

    /// The rooms of `who`, its own id first.
    [[nodiscard]] std::vector<std::string> rooms_of(member const& who) const;

    /// All rooms that somebody is in.
    [[nodiscard]] std::vector<std::string> names() const;

    /// The same with how many members each has. In the room of a member's own id that one is not
    /// counted: it may live where nobody knows of the others.
    [[nodiscard]] room_sizes sizes() const;

    /// The added member with that id, or null.
    [[nodiscard]] member* find(std::string_view id) const;

    /// Whether anybody is in the room.
    [[nodiscard]] bool exists(std::string_view name) const;

    /// Whether anybody is in any of these rooms; with none, whether anybody is there at all.
    [[nodiscard]] bool has_any(std::vector<std::string> const& rooms) const;

    [[nodiscard]] std::span<member* const> members() const noexcept { return members_; }

    [[nodiscard]] std::size_t room_count() const noexcept { return rooms_.size(); }

    /// Everybody whom `who` selects, each once. The result is valid until the index or a selection
    /// changes; whoever runs foreign code while walking it copies it first.
    [[nodiscard]] std::span<member* const> select(selection const& who);

private:
    // Finds a room by its name, which is there once: a peer may choose long ones.
    struct hash_of_name : base::seeded_hash {
        using base::seeded_hash::operator();

        [[nodiscard]] std::size_t operator()(std::unique_ptr<room> const& of) const {
            return (*this)(std::string_view(of->name));
        }
    };

    struct same_name {
        using is_transparent = void;

        [[nodiscard]] bool operator()(std::unique_ptr<room> const& left,
                                      std::unique_ptr<room> const& right) const noexcept {
            return left->name == right->name;
        }

        [[nodiscard]] bool operator()(std::string_view left,
                                      std::unique_ptr<room> const& right) const noexcept {
            return left == right->name;
        }

        [[nodiscard]] bool operator()(std::unique_ptr<room> const& left,
                                      std::string_view right) const noexcept {
            return left->name == right;
        }
    };

    [[nodiscard]] room* find_room(std::string_view name) const;
    /// Where `who` keeps `in`, if it is in it.
    [[nodiscard]] static std::optional<std::size_t> find_place(member const& who, room const* in);
    static void note_place(member& who, room const* in);
    void leave_at(member& who, std::size_t membership);
    void note_name(std::string_view name) noexcept;
    template <class Visit>
    void for_each_in(std::string_view name, Visit visit) const;

    boost::unordered_flat_set<std::unique_ptr<room>, hash_of_name, same_name> rooms_;
    boost::unordered_flat_map<std::string, member*, base::seeded_hash, base::text_equal> by_id_;
    std::vector<member*> members_;
    std::vector<member*> selected_; // reused by each selection
    std::uint64_t last_stamp_ = 0;
    interest* noted_ = nullptr;
};

} // namespace socketiota::adapter
