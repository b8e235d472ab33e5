// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/value.hpp>

#include <boost/intrusive/list.hpp>
#include <boost/unordered/unordered_flat_map.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <adapter/member.hpp>
#include <adapter/packet_log.hpp>
#include <adapter/packet_offset.hpp>
#include <base/seeded_hash.hpp>
#include <base/timer_wheel.hpp>
#include <hub/brought_packets.hpp>
#include <hub/nsp_hold.hpp>
#include <packet/parser_kind.hpp>

namespace socketiota::hub {

class nsp_part;
class session_keeper;
class socket_core;

/// Where a session stands that its client can go on with.
enum class session_stage : std::uint8_t {
    live,    // it has a socket that is connected
    away,    // its client may come back; it is a member of its rooms among those who are away
    claimed, // the same, and its client has: a socket is in its middlewares
    moving,  // the same, and it is on its way to another shard, or from there
};

/// A session with which a client can go on under its private id, for as long as it lives and while
/// it is away.
///
/// Not thread safe: belongs to its shard, owned by its `recovery`.
struct recoverable_session final : public adapter::member,
                                   public boost::intrusive::list_base_hook<
                                       boost::intrusive::link_mode<boost::intrusive::auto_unlink>> {
    using position = adapter::packet_log::position;

    struct expiry_deadline final : base::deadline {
        explicit expiry_deadline(recoverable_session& its) noexcept : of(its) {}

        void on_deadline() override;

        recoverable_session& of;
    };

    recoverable_session(session_keeper& all, nsp_part& its_nsp, std::string its_private_id,
                        std::string its_id)
        : member(std::move(its_id)),
          owner(all),
          nsp(&its_nsp),
          private_id(std::move(its_private_id)) {}

    ~recoverable_session() = default;

    session_keeper& owner;
    nsp_part* nsp; // which `place` keeps while its client is away, and its socket before
    std::string const private_id;
    session_stage stage = session_stage::live;
    socket_core* socket = nullptr; // its own, or that which claims it; null while it is away

    // Places in the log of the shard, and what its client may know of them.
    position begin = 0;               // when it came: what is before was never for it
    position last = 0;                // of the last packet that it was sent,
    adapter::packet_offset last_sent; // which is this; none: it was sent none
    static constexpr position none = UINT64_MAX;
    position unsent = none; // of the first that could not be sent, as its connection had broken

    /// Since when it is in rooms that it joined later.
    boost::unordered_flat_map<std::string, position, base::seeded_hash, base::text_equal> joined;

    // Once it has moved. What was brought with it has the places from `begin` to before `came`, as
    // if the log had had it there. What other shards sent up to these numbers was among that, or
    // had been received, and may still come here too.
    position came = 0;
    brought_packets::list brought; // empty: it had missed nothing, or that is dropped
    std::vector<std::uint64_t> heard_before;

    /// Whether it had the packet `offset`, or has brought it.
    [[nodiscard]] bool has(adapter::packet_offset offset) const noexcept {
        return !heard_before.empty() && offset.number() <= heard_before[offset.shard()];
    }

    // While its client is away.
    position left = 0;               // where the log was when it left
    position known = 0;              // once it is claimed: before, nothing it misses was for it,
    position resume = 0;             // and where it goes on, at this place or later, behind
    adapter::packet_offset received; // this
    base::time_point left_at;
    packet::parser_kind parser = packet::default_parser;
    expiry_deadline expiry{*this};
    value data;
    std::optional<nsp_hold> place;

    // While it moves.
    std::shared_ptr<void const> seeker; // who waits for it; see `session_moves`
    std::size_t passed = 0;             // by so many shards
};

} // namespace socketiota::hub
