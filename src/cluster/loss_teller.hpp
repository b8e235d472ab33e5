// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/error.hpp>

#include <string_view>

#include <base/metric_sink.hpp>
#include <cluster/mover_factory.hpp>

namespace socketiota::cluster {

/// Tells of messages that did not leave: of each in the metric, and in the log once for each
/// reason, because a busy server loses thousands a second.
///
/// Not thread safe: belongs to the shard where the cluster is.
class loss_teller {
public:
    /// Both outlive it.
    void start(base::metric_sink& metrics, mover_observer& observer) noexcept {
        metrics_ = &metrics;
        observer_ = &observer;
    }

    /// What messages are moved through is there: the next that is lost is news.
    void note_connected() noexcept { told_ = {}; }

    /// @param words what a database or the system said, for the log; may be empty.
    void tell(error_code why, std::string_view words);

private:
    base::metric_sink* metrics_ = nullptr; // null before it is started
    mover_observer* observer_ = nullptr;
    error_code told_{}; // the last
};

} // namespace socketiota::cluster
