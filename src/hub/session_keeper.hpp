// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/disconnect_reason.hpp>
#include <socketiota/recovery_options.hpp>
#include <socketiota/recovery_outcome.hpp>

#include <boost/intrusive/list.hpp>
#include <boost/unordered/unordered_flat_map.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <adapter/packet_log.hpp>
#include <adapter/packet_offset.hpp>
#include <adapter/selection.hpp>
#include <adapter/wanted_session.hpp>
#include <base/seeded_hash.hpp>
#include <base/timer_wheel.hpp>
#include <hub/brought_packets.hpp>
#include <hub/recoverable_session.hpp>
#include <hub/session_moves.hpp>
#include <hub/sessions.hpp>
#include <packet/event_units.hpp>
#include <packet/parser_kind.hpp>

namespace socketiota::hub {

class nsp_part;
class socket_core;
struct surroundings;

/// What a shard keeps so that clients can go on: sessions by their private ids, and the packets
/// that they may have missed.
///
/// Which packets were for a session is told by its rooms, as for whoever is connected: while its
/// client is away it is a member of them in an index of its own (`nsp_part::away`), where nobody
/// else finds it.
///
/// Not thread safe: belongs to its shard.
class session_keeper final : public sessions, private base::deadline {
public:
    /// `around` must outlive it. `mark` is that of all `shards`.
    session_keeper(surroundings& around, recovery_options const& options, std::string mark,
                   std::size_t shards);
    ~session_keeper() override;

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

    /// A packet that another shard sent has come.
    void note_heard(adapter::packet_offset offset) noexcept {
        heard_[offset.shard()] = std::max(heard_[offset.shard()], offset.number());
    }

    [[nodiscard]] adapter::packet_log const& log() const noexcept { return log_; }

    // ---- sessions ----

    [[nodiscard]] bool seek(nsp_part& part, adapter::wanted_session const& wanted,
                            std::weak_ptr<adapter::session_seeker> seeker) override;
    [[nodiscard]] recovery_outcome claim(socket_core& who,
                                         adapter::wanted_session const& wanted) override;
    void confirm(socket_core& who) override;
    [[nodiscard]] std::string_view admit(socket_core& who) override;
    void send_missed(socket_core& who) override;
    void settle(socket_core& who) noexcept override;
    void refuse(socket_core& who) noexcept override;
    void keep_to_limit() noexcept override; // gives up whoever has been away longest
    void on_end(socket_core& who, disconnect_reason reason) noexcept override;
    void end() noexcept override;

    // ---- for sessions that move ----

    [[nodiscard]] session_moves& moves() noexcept { return moves_; }

    [[nodiscard]] recoverable_session* find(std::string_view private_id, nsp_part const& nsp) const;

    /// That session, whose client is away by now: who has its socket loses it. Null if there is
    /// none.
    [[nodiscard]] recoverable_session* find_away(std::string_view private_id, nsp_part const& nsp);

    /// Whether `which` can go on, and where.
    [[nodiscard]] recovery_outcome resume(recoverable_session& which,
                                          adapter::wanted_session const& wanted);

    /// Whether something that it missed may be among what has been dropped.
    [[nodiscard]] bool has_lost(recoverable_session const& which) const noexcept {
        bool const needs_brought = which.resume < which.came;
        bool const has_brought = which.brought.size() == which.came - which.begin;
        return std::max(which.known, which.came) < log_.begin() || (needs_brought && !has_brought);
    }

    /// Calls `each(place, offset, units)` with what is missed from where it goes on.
    template <class Each>
    void for_each_missed(recoverable_session const& which, Each const& each) const {
        auto at = which.resume;
        for (; at < which.came; ++at) {
            missed_packet const& packet = which.brought[static_cast<std::size_t>(at - which.begin)];
            each(at, packet.offset, packet.units);
        }
        for (at = std::max(at, log_.begin()); at < log_.end(); ++at)
            if (was_for(which, at))
                each(at, log_[at].offset, log_[at].units);
    }

    /// Up to which number of each shard what was for `which` has come: here, or before it did.
    [[nodiscard]] std::vector<std::uint64_t> heard_with(recoverable_session const& which) const;

    /// It begins to leave. Whoever waits for it is to say so within ten seconds.
    void begin_move(recoverable_session& which);

    /// One is coming, that was in `rooms`.
    [[nodiscard]] recoverable_session& expect(nsp_part& nsp, std::string const& private_id,
                                              std::string id,
                                              std::vector<std::string> const& rooms);

    /// It has come. Its client has `received` that packet, and then misses `missed`; the shard
    /// where it was had heard of others up to these numbers.
    void end_move(recoverable_session& which, adapter::packet_offset received,
                  std::vector<std::uint64_t> const& heard, std::vector<missed_packet> missed);

    /// Forgets one whose client is away; tells the program.
    void give_up(recoverable_session& which) noexcept;

    /// Forgets it and tells nobody. It keeps its namespace until it is destroyed.
    std::unique_ptr<recoverable_session> forget(recoverable_session& which) noexcept;

private:
    friend struct recoverable_session;

    using by_private_id =
        boost::unordered_flat_map<std::string, std::unique_ptr<recoverable_session>,
                                  base::seeded_hash, base::text_equal>;

    void on_deadline() override;
    void on_expired(recoverable_session& which) noexcept;
    void watch_log();

    [[nodiscard]] bool may_exist(adapter::packet_offset offset) const noexcept;
    [[nodiscard]] std::optional<adapter::packet_log::position>
    place_of(adapter::packet_offset received, recoverable_session const& which) const noexcept;
    [[nodiscard]] bool was_for(recoverable_session const& which,
                               adapter::packet_log::position at) const;
    [[nodiscard]] bool keep(recoverable_session& which, socket_core& gone);
    void wait_for_client(recoverable_session& which);
    void withdraw(recoverable_session& which) noexcept;

    surroundings& around_;
    recovery_options const options_;
    adapter::offset_text const text_;
    adapter::packet_log log_;
    brought_packets brought_;
    std::vector<std::uint64_t> heard_; // of each shard, with what was sent from here
    std::vector<std::uint64_t> known_; // of each, and what sessions that came here had heard
    by_private_id sessions_;
    /// Those whose clients are away and have not come back, whoever left first in front.
    boost::intrusive::list<recoverable_session, boost::intrusive::constant_time_size<false>> away_;
    std::size_t away_count_ = 0;
    session_moves moves_;
};

} // namespace socketiota::hub
