// SPDX-License-Identifier: MIT
#pragma once

#include <base/counter.hpp>
#include <base/metric_sink.hpp>

namespace socketiota::cluster {

/// What a mover has not moved, and why; nothing of it ends anything.
///
/// Changed on the shard where the cluster is, readable from any thread.
struct mover_counts {
    base::counter not_here;  // broadcasts to a room that has nobody here: not decoded
    base::counter own;       // what this server has sent itself
    base::counter elsewhere; // for another namespace, whose name begins with that of this one
    base::counter unknown;   // of a kind that this version does not know
    base::counter malformed;
    base::counter too_large; // more than `message_limits` allow
    base::counter not_sent;  // what cannot be encoded
    base::counter failed;    // given up for lack of memory

    base::metric_sink* metrics = nullptr; // who publishes what is the fault of somebody

    /// A message of another server is none, for the reason that `which` counts.
    void count_wrong(base::counter& which) const noexcept {
        count(which, metric::cluster_message_wrong);
    }

    /// A message of this server was not sent.
    void count_lost(base::counter& which) const noexcept {
        count(which, metric::cluster_message_lost);
    }

    /// Calls `take(name, count)` with each.
    template <class Take>
    void for_each(Take const& take) const {
        take("not_here", not_here);
        take("own", own);
        take("elsewhere", elsewhere);
        take("unknown", unknown);
        take("malformed", malformed);
        take("too_large", too_large);
        take("not_sent", not_sent);
        take("failed", failed);
    }

private:
    void count(base::counter& which, metric published) const noexcept {
        which.add(1);
        if (metrics != nullptr)
            metrics->count(published);
    }
};

} // namespace socketiota::cluster
