// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/detail/callback.hpp>
#include <socketiota/error.hpp>
#include <socketiota/remote_socket.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <adapter/broadcast_answers.hpp>
#include <adapter/event_source.hpp>
#include <adapter/member.hpp>
#include <adapter/room_listener.hpp>
#include <adapter/selection.hpp>
#include <base/outgoing.hpp>

namespace socketiota::adapter {

/// Who is in which room of one namespace, and how a broadcast reaches them, wherever they are.
///
/// Delivery is at most once and keeps the order of the broadcasts made on one shard.
///
/// Not thread safe: belongs to the shard of its namespace.
class adapter {
public:
    /// Takes who was found.
    using fetched = detail::callback<void(std::vector<remote_socket>)>;

    /// Takes how many there are.
    using counted = detail::callback<void(std::size_t)>;

    adapter() = default;
    adapter(adapter const&) = delete;
    adapter& operator=(adapter const&) = delete;
    virtual ~adapter() = default;

    /// A socket has joined the namespace; from now on it can be selected.
    /// Nothing has happened if it throws.
    virtual void add(member& who) = 0;

    /// It has left, with all its rooms. Also for one that joined rooms and was never added.
    virtual void remove(member& who) noexcept = 0;

    virtual void join(member& who, std::string_view room) = 0;
    virtual void leave(member& who, std::string_view room) = 0;
    [[nodiscard]] virtual bool contains(member const& who, std::string_view room) const = 0;
    [[nodiscard]] virtual std::vector<std::string> rooms_of(member const& who) const = 0;

    /// The added member of this node with that id, or null.
    [[nodiscard]] virtual member* find(std::string_view id) const = 0;

    /// Tells `who` of what happens to the rooms of this node from now on.
    virtual void observe(room_listener& who) = 0;

    /// Sends `event` to everybody selected. Fails only if it cannot be encoded; then nobody gets
    /// it.
    [[nodiscard]] virtual error_code broadcast(event_source const& event, selection const& to,
                                               base::send_flags flags) = 0;

    /// The same, and everybody answers to `answers`; also a failure goes there.
    virtual void broadcast_with_ack(event_source const& event, selection const& to,
                                    base::send_flags flags, broadcast_answers& answers) = 0;

    /// Makes everybody selected join, or leave, `rooms`.
    virtual void add_sockets(selection const& who, std::vector<std::string> const& rooms) = 0;
    virtual void remove_sockets(selection const& who, std::vector<std::string> const& rooms) = 0;

    /// Disconnects everybody selected; with `close`, their connections too.
    virtual void disconnect_sockets(selection const& who, bool close) = 0;

    /// Calls `then` with everybody selected, now or later, once.
    virtual void fetch_sockets(selection const& who, fetched then) = 0;

    /// The same with how many they are.
    virtual void count_sockets(selection const& who, counted then) = 0;
};

} // namespace socketiota::adapter
