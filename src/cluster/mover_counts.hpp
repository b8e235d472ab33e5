// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>
#include <utility>

#include <base/counter.hpp>
#include <base/metric_sink.hpp>
#include <cluster/decode_outcome.hpp>
#include <cluster/mover_observer.hpp>

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
    base::counter twin;      // of another server that has the id of this one

    base::metric_sink* metrics = nullptr; // who publishes what is the fault of somebody
    mover_observer* observer = nullptr;   // who is told of the first of each kind

    /// A message of another server is none, for the reason that `which` counts.
    void count_wrong(base::counter& which) noexcept {
        count(which, metric::cluster_message_wrong);
        tell_once(
            told_wrong_,
            "something came that is no message of this adapter, and was left out: the servers "
            "of a cluster need the same adapter with the same options");
    }

    /// It is right, and this version does not know its kind.
    void count_unknown() noexcept {
        unknown.add(1);
        tell_once(told_unknown_,
                  "a message came of a kind that this server does not know, and was left out: a "
                  "server of the cluster has a newer adapter, so bring this one up to date too");
    }

    /// What came is no message that can be used, as `why` says.
    void count_unread(decode_outcome why) noexcept {
        switch (why) {
        case decode_outcome::unknown:
            return count_unknown();
        case decode_outcome::too_large:
            return count_wrong(too_large);
        default: // an attachment that only names another, too
            return count_wrong(malformed);
        }
    }

    /// A message came under this server's id: its own, or that of another.
    void count_own(bool is_another) noexcept {
        if (is_another)
            count_twin();
        else
            own.add(1);
    }

    /// A message came under this server's id that it has not sent.
    void count_twin() noexcept {
        count(twin, metric::cluster_message_wrong);
        tell_once(told_twin_,
                  "another server of the cluster has the id of this one, and they do not hear each "
                  "other: start one of them again, and no copies of a running process or machine");
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
        take("twin", twin);
    }

private:
    void count(base::counter& which, metric published) const noexcept {
        which.add(1);
        if (metrics != nullptr)
            metrics->count(published);
    }

    void tell_once(bool& told, std::string_view sentence) noexcept {
        if (!std::exchange(told, true) && observer != nullptr)
            observer->on_state(sentence, true);
    }

    bool told_wrong_ = false;
    bool told_unknown_ = false;
    bool told_twin_ = false;
};

} // namespace socketiota::cluster
