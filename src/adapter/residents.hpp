// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/detail/argument_list.hpp>
#include <socketiota/detail/emit_flags.hpp>
#include <socketiota/detail/pending_fetch.hpp>
#include <socketiota/reader.hpp>
#include <socketiota/remote_socket.hpp>
#include <socketiota/writer.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <adapter/log_place.hpp>
#include <adapter/selection.hpp>
#include <adapter/unread_value.hpp>

namespace socketiota::adapter {

/// An event that came from another server. Refers to what it was decoded from.
struct arrived_event {
    std::string_view name;
    detail::argument_list const& arguments;
    detail::emit_flags const& flags;
    // By what it is known in the log of the cluster, and where it stands there; none if it is not
    // there.
    std::string_view offset{};
    log_place place{};
};

/// Who waits, on another server, for what the sockets here answer. When it is destroyed nobody here
/// will answer any more.
class distant_questioner {
public:
    distant_questioner() = default;
    distant_questioner(distant_questioner const&) = delete;
    distant_questioner& operator=(distant_questioner const&) = delete;
    virtual ~distant_questioner() = default;

    /// How many sockets were asked; once, before or between the answers.
    virtual void on_count(std::size_t sockets) = 0;

    /// One of them answers: `arguments` is inside the array of its values, before the first.
    virtual void on_answer(reader& arguments) = 0;
};

/// Who waits, on another server, for the one value with which a handler here answers.
class distant_asker {
public:
    distant_asker() = default;
    distant_asker(distant_asker const&) = delete;
    distant_asker& operator=(distant_asker const&) = delete;
    virtual ~distant_asker() = default;

    virtual void on_answer(detail::argument_list const& values) = 0;
};

/// The sockets of a namespace on this server, on whichever shard, and its handlers: what other
/// servers reach.
///
/// Not thread safe: belongs to the shard where the cluster is.
class residents {
public:
    residents() = default;
    residents(residents const&) = delete;
    residents& operator=(residents const&) = delete;

    virtual void broadcast(selection const& to, arrived_event const& event) = 0;

    /// Sends it and has those selected answer, for at most `event.flags.timeout`.
    virtual void ask(selection const& to, arrived_event const& event,
                     std::unique_ptr<distant_questioner> questioner) = 0;

    virtual void fetch(selection const& who, std::shared_ptr<detail::pending_fetch> waiting) = 0;
    virtual void join(selection const& who, std::vector<std::string> const& rooms) = 0;
    virtual void leave(selection const& who, std::vector<std::string> const& rooms) = 0;
    virtual void disconnect(selection const& who, bool close) = 0;

    /// Clients whose sockets have these ids went on with their sessions at another server, which
    /// stands in the log at `when`; those that have come back since then stay.
    virtual void give_way(std::vector<std::string> const& ids, log_place when) = 0;

    /// The log of the cluster may have forgotten the sessions of sockets that are here.
    virtual void keep_sessions() = 0;

    /// Calls the handlers that the program has for what other servers emit. `asker` is null if
    /// nobody waits.
    virtual void on_server_side_event(std::string_view name, detail::argument_list const& arguments,
                                      std::unique_ptr<distant_asker> asker) = 0;

    /// Whether a socket in any of `rooms` may be here; with none, any socket.
    [[nodiscard]] virtual bool may_have(std::vector<std::string> const& rooms) const = 0;

    /// The same of one room.
    [[nodiscard]] virtual bool may_have_room(std::string_view room) const = 0;

    /// Writes what other servers are told of the connection of `socket`, which was fetched here: an
    /// object with what Node has as `handshake`.
    virtual void write_handshake(remote_socket const& socket, writer& to) const = 0;

    /// A socket of another server, as that describes it: `data` is before one value, which may be
    /// anything.
    [[nodiscard]] virtual remote_socket describe(std::string id, std::vector<std::string> rooms,
                                                 std::shared_ptr<unread_value const> handshake,
                                                 reader& data) const = 0;

protected:
    ~residents() = default;
};

} // namespace socketiota::adapter
