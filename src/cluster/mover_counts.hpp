// SPDX-License-Identifier: MIT
#pragma once

#include <base/counter.hpp>

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
};

} // namespace socketiota::cluster
