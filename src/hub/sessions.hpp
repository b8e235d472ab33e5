// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/disconnect_reason.hpp>
#include <socketiota/recovery_outcome.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <adapter/member.hpp>
#include <adapter/room_index.hpp>
#include <adapter/wanted_session.hpp>
#include <base/outgoing.hpp>
#include <packet/event_units.hpp>
#include <packet/parser_kind.hpp>

namespace socketiota {
class handshake;
}

namespace socketiota::hub {

class nsp_part;
class socket_core;
struct surroundings;

/// What `request`, of a client that speaks `parser`, asks to go on with; none: nothing.
[[nodiscard]] std::optional<adapter::wanted_session> wanted_session_of(handshake const& request,
                                                                       packet::parser_kind parser);

/// Whether a client may go on with its session after that.
/// As in Node, but for a server that ends: that is for who keeps the session.
[[nodiscard]] bool may_come_back(disconnect_reason after) noexcept;

/// Counts how a client that came back fared, unless it goes on: that is counted when it is
/// accepted.
void count_recovery(surroundings const& around, recovery_outcome outcome) noexcept;

/// Makes `who` a member of `rooms`, all of its rooms, in `away`.
void put_away(adapter::room_index& away, adapter::member& who,
              std::vector<std::string> const& rooms);

/// That of the units for a client that missed them: nobody may have spoken its parser when they
/// were sent. Null if there is none.
[[nodiscard]] base::outgoing_ptr unit_for(surroundings& around, packet::event_units const& units,
                                          packet::parser_kind parser);

/// The sessions with which clients of a shard can go on, and what these have missed.
///
/// Not thread safe: belongs to its shard.
class sessions {
public:
    sessions() = default;
    sessions(sessions const&) = delete;
    sessions& operator=(sessions const&) = delete;
    virtual ~sessions() = default;

    // ---- a socket on its way in ----

    /// Finds the session that `wanted` says, in the namespace of `part`. True if it may be claimed
    /// now; else `seeker` is told when it may, also before this returns.
    [[nodiscard]] virtual bool seek(nsp_part& part, adapter::wanted_session const& wanted,
                                    std::weak_ptr<adapter::session_seeker> seeker) = 0;

    /// `who` takes the session over, if it is there: it has its id, rooms and data then, and what
    /// is missed is still to be sent. Whoever has the session now loses its connection: it is the
    /// same client, which has found out first.
    [[nodiscard]] virtual recovery_outcome claim(socket_core& who,
                                                 adapter::wanted_session const& wanted) = 0;

    /// It is about to be accepted, and may have waited long for that: if what it missed is not
    /// whole any more, it begins anew.
    virtual void confirm(socket_core& who) = 0;

    /// It is accepted: has it have a session if it has claimed none. Its private id.
    [[nodiscard]] virtual std::string_view admit(socket_core& who) = 0;

    /// Sends what it missed.
    virtual void send_missed(socket_core& who) = 0;

    /// It is connected, and the session is its own.
    virtual void settle(socket_core& who) noexcept = 0;

    /// It was not accepted: its client may try again.
    virtual void refuse(socket_core& who) noexcept = 0;

    /// After that, and after it has left the namespace: here the program may be told of others.
    virtual void keep_to_limit() noexcept = 0;

    // ---- its end ----

    /// Keeps its session if it may come back. It is still in its rooms.
    virtual void on_end(socket_core& who, disconnect_reason reason) noexcept = 0;

    /// The server ends: forgets who is away, of which nobody is told.
    virtual void end() noexcept = 0;
};

} // namespace socketiota::hub
