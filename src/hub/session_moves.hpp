// SPDX-License-Identifier: MIT
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <adapter/wanted_session.hpp>
#include <base/seeded_hash.hpp>
#include <hub/recoverable_session.hpp>

namespace socketiota::hub {

class nsp_part;
class session_keeper;

/// How sessions come to the shard that their clients come back to.
///
/// A private id names the shard where its session began, its home, which knows where the session
/// is. Whoever seeks it asks there, and is answered by the shard that has it, in four steps:
///
/// 1. That shard says which rooms the session is in, and goes on to keep what is sent to them.
/// 2. The seeker keeps it too from now on: each shard finds that somebody may be there. It says so
///    to all of them, and each passes that on to the shard that has the session.
/// 3. When all have, whatever was sent to the one alone has arrived there. It gives the session
///    away, with the packets that were missed and how far it had heard each shard.
/// 4. The seeker keeps those packets with the session, and behind them comes what it has kept
/// itself
///    and the other had not heard of yet. Then the client goes on as if it had been here.
///
/// So a packet comes once, and in the order of its sender: up to a number it came there, from that
/// on here. What comes here late, and had been heard of there, is not for this session any more.
///
/// Not thread safe: belongs to its shard.
class session_moves {
public:
    /// `keeper` must outlive it, and is that of shard `here`.
    session_moves(session_keeper& keeper, std::size_t here) noexcept
        : keeper_(keeper), here_(here) {}

    session_moves(session_moves const&) = delete;
    session_moves& operator=(session_moves const&) = delete;
    ~session_moves() = default;

    /// A new one for a session that begins here.
    [[nodiscard]] std::string make_private_id() const;

    /// Whether a session that is not here may be on another of so many shards.
    [[nodiscard]] bool may_be_elsewhere(std::string_view private_id, std::size_t shards) const;

    /// Has it brought here. `part` is that of its namespace.
    void seek(nsp_part& part, adapter::wanted_session const& wanted,
              std::weak_ptr<adapter::session_seeker> seeker);

    /// One that was here has ended: its home may forget it.
    void on_ended(recoverable_session const& which) noexcept;

    /// Whether `seeker` waits here.
    [[nodiscard]] bool is_for_here(std::shared_ptr<void const> const& seeker) const noexcept;

    /// One that `seeker` waits for has not come in time.
    void on_lost(std::shared_ptr<void const> const& seeker) const noexcept;

private:
    struct request;
    struct description;
    struct departure;
    using shared_request = std::shared_ptr<request const>;

    [[nodiscard]] std::optional<std::size_t> where(std::string_view private_id,
                                                   std::size_t shards) const;

    // On the shard that has it, or may.
    void give(nsp_part& part, shared_request const& asked);
    void refuse(nsp_part& part, shared_request const& asked, recovery_outcome why) const;
    void on_passed(nsp_part& part, std::string_view private_id);
    void depart(nsp_part& part, recoverable_session& leaving);
    // On that which seeks it.
    void prepare(nsp_part& part, description const& of);
    void complete(nsp_part& part, departure const& from);
    // On others.
    static void pass(nsp_part& part, std::size_t to, std::string const& private_id);
    // On its home.
    void note(std::string const& private_id, std::size_t shard);
    void forget(std::string const& private_id, std::size_t shard);
    void tell_home(recoverable_session const& which,
                   void (session_moves::*what)(std::string const& private_id, std::size_t shard));

    session_keeper& keeper_;
    std::size_t const here_;
    /// Where those are that began here and have left.
    boost::unordered_flat_map<std::string, std::size_t, base::seeded_hash, base::text_equal>
        elsewhere_;
};

} // namespace socketiota::hub
