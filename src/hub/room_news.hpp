// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/detail/program_functions.hpp>

#include <boost/unordered/unordered_flat_map.hpp>

#include <cstddef>
#include <deque>
#include <memory>
#include <string>
#include <vector>

#include <adapter/room_listener.hpp>
#include <base/seeded_hash.hpp>
#include <event/function_list.hpp>

namespace socketiota::hub {

class nsp_part;
class socket_core;

/// Tells the program what happens to the rooms of a namespace, one thing after the other: what a
/// handler causes meanwhile is told when all have heard of what came before.
///
/// With several shards, one of them, always the same for a room, tells of it and counts on how many
/// it has members: a room is made and removed once. What each shard does to it keeps its order.
///
/// Not thread safe: belongs to its shard.
class room_news final : public adapter::room_listener {
public:
    /// Who wants to hear of it.
    struct handlers {
        events::function_list<detail::room_handler> created;
        events::function_list<detail::room_handler> removed;
        events::function_list<detail::membership_handler> joined;
        events::function_list<detail::membership_handler> left;
    };

    /// `here` must outlive it.
    explicit room_news(nsp_part& here) noexcept : here_(here) {}

    room_news(room_news const&) = delete;
    room_news& operator=(room_news const&) = delete;
    ~room_news() = default;

    [[nodiscard]] handlers& registered() noexcept { return handlers_; }

    /// These rooms have members here already, which nobody is told of.
    void note_rooms(std::vector<std::string> const& rooms);

    /// Other servers are to know that the room has one more, or less, whose client is away.
    void note_away(std::string const& room, bool is_there) const;

    // adapter::room_listener
    void on_room_changes(adapter::member& who,
                         std::vector<adapter::room_change> changes) noexcept override;
    void on_untold_changes(adapter::member& who) noexcept override;

private:
    using change_list = std::vector<adapter::room_change>;

    struct untold_changes {
        std::shared_ptr<socket_core> who;
        change_list changes;
    };

    [[nodiscard]] std::size_t shard_of(std::string const& room) const;
    void distribute(std::shared_ptr<socket_core> const& who, change_list changes);
    void take(std::shared_ptr<socket_core> who, change_list changes);
    void count(change_list& changes);
    void tell(socket_core& core, adapter::room_change const& change) noexcept;

    nsp_part& here_;
    handlers handlers_;
    /// What happened while a handler heard of something earlier; that is the first one.
    std::deque<untold_changes> untold_;
    /// On how many shards each room has members, of those rooms that are told here.
    boost::unordered_flat_map<std::string, std::size_t, base::seeded_hash, base::text_equal>
        shards_with_;
};

} // namespace socketiota::hub
