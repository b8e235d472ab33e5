// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/disconnect_reason.hpp>
#include <socketiota/recovery_options.hpp>
#include <socketiota/recovery_outcome.hpp>

#include <boost/intrusive/list.hpp>
#include <boost/unordered/unordered_flat_map.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <adapter/packet_log.hpp>
#include <adapter/packet_offset.hpp>
#include <adapter/selection.hpp>
#include <base/seeded_hash.hpp>
#include <base/timer_wheel.hpp>
#include <hub/recoverable_session.hpp>
#include <packet/event_units.hpp>

namespace socketiota {
class handshake;
}

namespace socketiota::hub {

class nsp_part;
class socket_core;
struct surroundings;

/// By which a client asks to go on: its private id, and which packet it received last.
struct wanted_session {
    /// None, if `request` says nothing of the kind.
    [[nodiscard]] static std::optional<wanted_session> of(handshake const& request);

    std::string private_id;
    std::optional<std::string> offset; // none: it has received no packet yet
};

/// What a shard keeps so that clients can go on: sessions by their private ids, and the packets
/// that they may have missed.
///
/// Which packets were for a session is told by its rooms, as for whoever is connected: while its
/// client is away it is a member of them in an index of its own (`nsp_part::away`), where nobody
/// else finds it.
///
/// Not thread safe: belongs to its shard.
class session_keeper final : private base::deadline {
public:
    /// `around` must outlive it. `mark` is that of all shards.
    session_keeper(surroundings& around, recovery_options const& options, std::string mark);
    ~session_keeper();

    [[nodiscard]] bool skips_middlewares() const noexcept { return options_.skip_middlewares; }

    // ---- packets ----

    /// The offset of the next packet that is sent from here.
    [[nodiscard]] adapter::packet_offset next_offset() noexcept;

    /// As it is told to clients.
    [[nodiscard]] std::string text_of(adapter::packet_offset offset) const {
        return text_.write(offset);
    }

    /// Keeps a packet, before anybody receives it.
    [[nodiscard]] adapter::packet_log::position record(nsp_part const& nsp,
                                                       adapter::packet_offset offset,
                                                       adapter::selection const& to,
                                                       packet::event_units const& units);

    [[nodiscard]] adapter::packet_log const& log() const noexcept { return log_; }

    // ---- a socket on its way in ----

    /// Looks for the session that `who` asks for, which it takes over if that is there: it has its
    /// id, rooms and data then, and what is missed is still to be sent. Whoever has the session now
    /// loses its connection: it is the same client, which has found out first.
    [[nodiscard]] recovery_outcome claim(socket_core& who, wanted_session const& wanted);

    /// It is accepted: gives it a session if it has claimed none.
    void admit(socket_core& who);

    /// Sends what it missed.
    void send_missed(socket_core& who);

    /// It is connected, and the session is its own.
    void settle(socket_core& who) noexcept;

    /// It was not accepted: its client may try again.
    void refuse(socket_core& who) noexcept;

    // ---- its end ----

    /// Keeps its session if it may come back. It is still in its rooms.
    void on_end(socket_core& who, disconnect_reason reason) noexcept;

    /// The server ends: forgets who is away, of which nobody is told.
    void end() noexcept;

private:
    friend struct recoverable_session;

    using sessions = boost::unordered_flat_map<std::string, std::unique_ptr<recoverable_session>,
                                               base::seeded_hash, base::text_equal>;

    void on_deadline() override;
    void on_expired(recoverable_session& which) noexcept;
    void watch_log();

    void count(recovery_outcome outcome) const noexcept;
    [[nodiscard]] recoverable_session* find(std::string_view private_id, nsp_part const& nsp) const;
    [[nodiscard]] recovery_outcome resume(recoverable_session& which, socket_core const& who,
                                          wanted_session const& wanted);
    [[nodiscard]] bool was_for(recoverable_session const& which,
                               adapter::packet_log::position at) const;
    void keep(recoverable_session& which, socket_core& gone);
    void wait_for_client(recoverable_session& which);
    void withdraw(recoverable_session& which) noexcept;
    std::unique_ptr<recoverable_session> take(recoverable_session& which) noexcept;
    void give_up(recoverable_session& which) noexcept;

    surroundings& around_;
    recovery_options const options_;
    adapter::offset_text const text_;
    adapter::packet_log log_;
    std::uint64_t sent_ = 0; // from here
    sessions sessions_;
    /// Those whose clients are away and have not come back, whoever left first in front.
    boost::intrusive::list<recoverable_session, boost::intrusive::constant_time_size<false>> away_;
    std::size_t away_count_ = 0;
};

} // namespace socketiota::hub
