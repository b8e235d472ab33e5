// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/detail/callback.hpp>
#include <socketiota/emit_result.hpp>
#include <socketiota/recovery_outcome.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <string_view>

#include <adapter/kept_session.hpp>
#include <adapter/log_place.hpp>
#include <adapter/others.hpp>
#include <adapter/residents.hpp>
#include <adapter/selection.hpp>
#include <adapter/wanted_session.hpp>

namespace socketiota::adapter {

/// Who is given a session that its client goes on with. Destroyed before `on_end`, nothing has
/// been found.
class session_receiver {
public:
    session_receiver() = default;
    session_receiver(session_receiver const&) = delete;
    session_receiver& operator=(session_receiver const&) = delete;
    virtual ~session_receiver() = default;

    /// It is nobody else's any more, and whoever has its socket on other servers loses that.
    virtual void on_session(kept_session which) = 0;

    /// What it has missed, in the order in which it was sent.
    virtual void on_missed(arrived_event const& event) = 0;

    /// With `recovered` that was all, up to `until` in the log.
    virtual void on_end(recovery_outcome outcome, log_place until) = 0;
};

/// Where servers keep what is sent to a namespace, and its sessions, so that a client can go on at
/// any of them, whatever has become of the one where it was.
///
/// Not thread safe: belongs to the shard where the cluster is.
class cluster_log {
public:
    cluster_log() = default;
    cluster_log(cluster_log const&) = delete;
    cluster_log& operator=(cluster_log const&) = delete;
    virtual ~cluster_log() = default;

    /// Sends an event to all servers, this one among them: `residents::broadcast` delivers it here
    /// once it stands in the log, with its offset; or without one if the log is out of reach. Of
    /// `event` it reads no `units`.
    virtual emit_result publish(selection const& to, broadcast_event const& event) = 0;

    /// Calls `then` as soon as all that was published before has been delivered here, at once if it
    /// has; not if the log has gone by then.
    virtual void when_delivered(detail::callback<void()> then) = 0;

    enum class keeping : std::uint8_t {
        anew,         // whatever was kept before
        again,        // only what this server has kept before: else another has taken it
        unless_taken, // that, or if the log keeps none: it has forgotten
    };

    enum class not_kept : std::uint8_t {
        taken,       // another server has it
        unconfirmed, // the log was out of reach or refused; what it keeps, nobody knows
    };

    /// Keeps a session for `lifetime` from now on. `failed` is called if that was not so; it may be
    /// empty.
    virtual void keep(kept_session const& which, keeping how, std::chrono::milliseconds lifetime,
                      detail::callback<void(not_kept)> failed) = 0;

    /// Its client will not go on with what this server has kept `since` then.
    virtual void forget(std::string_view private_id, log_place since) = 0;

    /// Gives a session to `to`, with what its client has missed.
    virtual void take(wanted_session const& wanted, std::unique_ptr<session_receiver> to) = 0;
};

} // namespace socketiota::adapter
