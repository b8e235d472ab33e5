// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/detail/argument_list.hpp>
#include <socketiota/detail/emit_flags.hpp>
#include <socketiota/emit_result.hpp>
#include <socketiota/remote_socket.hpp>
#include <socketiota/rooms.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <adapter/broadcast_answers.hpp>
#include <adapter/gathering.hpp>
#include <adapter/log_place.hpp>
#include <adapter/packet_offset.hpp>
#include <adapter/selection.hpp>
#include <packet/event_units.hpp>

namespace socketiota::adapter {

/// An event for many: what it is, and as it was encoded for those who live here.
struct broadcast_event {
    std::string_view name;
    detail::argument_list const& arguments;
    detail::emit_flags const& flags;
    packet::event_units const& units;
    packet_offset offset{}; // none: nobody can miss it
    log_place place{};      // the same where a cluster keeps what can be missed
};

/// Everybody of a namespace who does not live on this shard, wherever that is: what acts on a
/// selection does so here, and then there.
///
/// Not thread safe: belongs to the shard, with each of which it is another.
class others {
public:
    others() = default;
    others(others const&) = delete;
    others& operator=(others const&) = delete;
    virtual ~others() = default;

    /// Sends the event to those selected. What it says is for the program: `dropped` if some of
    /// them cannot take it now.
    virtual emit_status publish(selection const& to, broadcast_event const& event) = 0;

    /// Sends it and collects their answers in `answers`. Its units have `ack_id` in them.
    virtual void ask(selection const& to, broadcast_event const& event, std::uint64_t ack_id,
                     broadcast_answers& answers) = 0;

    /// Adds what is known of those selected to `found`, or how many they are.
    virtual void fetch(selection const& who,
                       std::shared_ptr<gathering<std::vector<remote_socket>>> found) = 0;
    virtual void count(selection const& who, std::shared_ptr<gathering<std::size_t>> found) = 0;

    /// Adds all rooms there, with how many are in each.
    virtual void find_rooms(std::shared_ptr<gathering<room_sizes>> found) = 0;

    virtual void join(selection const& who, std::vector<std::string> const& rooms) = 0;
    virtual void leave(selection const& who, std::vector<std::string> const& rooms) = 0;

    /// With `close`, ends their connections.
    virtual void disconnect(selection const& who, bool close) = 0;
};

} // namespace socketiota::adapter
