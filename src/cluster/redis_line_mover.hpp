// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <vector>

#include <base/metric_sink.hpp>
#include <cluster/mover.hpp>
#include <cluster/mover_counts.hpp>
#include <redis/client.hpp>

namespace socketiota::cluster {

class redis_line;

/// What movers through Redis have in common: their lines, which hear how it goes with the client.
///
/// Not thread safe: belongs to the shard where the cluster is; its counts may be read anywhere.
class redis_line_mover : public mover {
public:
    [[nodiscard]] membership known_by() const noexcept override { return membership::counted; }

    /// The state of the client has changed; to be called when the client says so.
    void on_state();

    /// Has all lines hear that messages may be lost: to be called when the client says so.
    void on_gap();

    /// Has `metrics`, which must outlive it, told of what is somebody's fault.
    void tell(base::metric_sink& metrics) noexcept { counts_->metrics = &metrics; }

    /// Of all namespaces together.
    [[nodiscard]] mover_counts const& counts() const noexcept { return *counts_; }

    // ---- for its lines ----

    [[nodiscard]] redis::client& client() const noexcept { return by_; }

    [[nodiscard]] std::shared_ptr<mover_counts> const& shared_counts() const noexcept {
        return counts_;
    }

    void add(redis_line& opened) { lines_.push_back(&opened); }

    void remove(redis_line& closed) noexcept { std::erase(lines_, &closed); }

protected:
    /// `by` must outlive it, and it what it opens. It needs a client of its own: Redis counts
    /// connections, and takes as many servers for there.
    explicit redis_line_mover(redis::client& by) : by_(by) {}

private:
    /// Has `work` done with each line, of which any may be closed inside.
    template <class Work>
    void for_each_line(Work const& work);

    redis::client& by_;
    std::shared_ptr<mover_counts> const counts_ = std::make_shared<mover_counts>();
    std::vector<redis_line*> lines_{}; // that are open
};

} // namespace socketiota::cluster
