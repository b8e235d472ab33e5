// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <cstddef>

#include <base/counter.hpp>

namespace socketiota::cluster {

/// What did not go as it should between the servers of a cluster; nothing of it ends anything.
///
/// Changed on the shard where the cluster is, readable from any thread.
struct link_counts {
    base::counter not_for_us;   // sent by this server itself, or for another namespace
    base::counter not_asked;    // answers to what nobody waits for: late, or forged
    base::counter not_awaited;  // answers of a server that has answered, or was not asked
    base::counter repeated;     // a question whose id is that of an unanswered one
    base::counter unknown_type; // messages that say what no server of ours says
    base::counter malformed;    // events without a name, answers that are no values
    base::counter failed;       // messages given up for lack of memory, or because code threw
    base::counter not_sent;     // events whose arguments cannot be encoded

    base::counter lost_members; // servers that were silent for too long
    base::counter timed_out;    // questions of this server that ran into their time

    // More than `link_options` allow.
    base::counter too_many_members;
    base::counter too_many_requests;
    base::counter too_many_questions;
    base::counter too_many_answers;
    base::counter too_many_sockets;

    std::atomic<std::size_t> servers = 0; // others that have the namespace /, by heartbeats

    /// Calls `take(name, count)` with each counter.
    template <class Take>
    void for_each(Take const& take) const {
        take("not_for_us", not_for_us);
        take("not_asked", not_asked);
        take("not_awaited", not_awaited);
        take("repeated", repeated);
        take("unknown_type", unknown_type);
        take("malformed", malformed);
        take("failed", failed);
        take("not_sent", not_sent);
        take("lost_members", lost_members);
        take("timed_out", timed_out);
        take("too_many_members", too_many_members);
        take("too_many_requests", too_many_requests);
        take("too_many_questions", too_many_questions);
        take("too_many_answers", too_many_answers);
        take("too_many_sockets", too_many_sockets);
    }
};

} // namespace socketiota::cluster
