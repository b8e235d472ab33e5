// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/detail/callback.hpp>
#include <socketiota/error.hpp>

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <adapter/cluster_log.hpp>
#include <adapter/log_place.hpp>
#include <cluster/message.hpp>

namespace socketiota::cluster {

/// A session of a socket as the servers of a cluster keep it. Refers to octets as `message` does.
struct kept_session {
    std::string socket_id{};
    std::string private_id{};
    std::vector<std::string> rooms{}; // its own among them
    carried_value data{};
    adapter::log_place since{}; // its server has had it
};

/// Who waits for a session to be taken from the store.
class session_taker {
public:
    session_taker() = default;
    session_taker(session_taker const&) = delete;
    session_taker& operator=(session_taker const&) = delete;
    virtual ~session_taker() = default;

    /// The session; before all that it has missed.
    virtual void on_session(kept_session const& session) = 0;

    /// A broadcast to the namespace after the offset that was asked for, in the order in which they
    /// were sent, to whatever rooms; `message::offset` says where. Those that nobody can miss
    /// (volatile) are not among them.
    virtual void on_missed(message const& what) = 0;

    /// All has come that stands in the log up to `offset`; or with an error (`not_found`: the
    /// session or the offset is unknown; `invalid_argument`: there is no such offset) nothing that
    /// is of use, and the session, if there was one, is gone all the same.
    virtual void on_end(error_code reason, std::string_view offset) = 0;
};

/// Where servers of a cluster keep sessions, so that a client can go on at any of them.
///
/// Not thread safe: belongs to the shard where the cluster is.
class session_store {
public:
    session_store() = default;
    session_store(session_store const&) = delete;
    session_store& operator=(session_store const&) = delete;

    using keeping = adapter::cluster_log::keeping;

    /// Keeps a session for `lifetime` from now on. `kept` hears false if that is not this server's
    /// any more.
    virtual void keep(kept_session const& session, keeping how, std::chrono::milliseconds lifetime,
                      detail::callback<void(error_code, bool)> kept) = 0;

    /// Takes a session away, so that nobody else can, with what was sent after `offset`.
    virtual void take(std::string_view private_id, std::string_view offset,
                      std::unique_ptr<session_taker> taker) = 0;

    /// Forgets a session whose client will not come back, if it is what was kept `since` then.
    virtual void forget(std::string_view private_id, adapter::log_place since) = 0;

protected:
    ~session_store() = default;
};

} // namespace socketiota::cluster
