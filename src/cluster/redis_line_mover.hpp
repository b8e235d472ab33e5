// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/error.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <base/metric_sink.hpp>
#include <cluster/loss_teller.hpp>
#include <cluster/mover.hpp>
#include <cluster/mover_counts.hpp>
#include <cluster/mover_factory.hpp>
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

    /// A command is lost, or was refused: to be called when the client says so.
    void on_lost(error_code why, std::string_view words) { losses_.tell(why, words); }

    /// Has both, which must outlive it, told of what goes wrong.
    void tell(base::metric_sink& metrics, mover_observer& observer) noexcept {
        counts_->metrics = &metrics;
        counts_->observer = &observer;
        losses_.start(metrics, observer);
    }

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

    void count_gap() noexcept;
    void tell_state(std::string_view sentence, bool is_wrong) noexcept;

private:
    /// Has `work` done with each line, of which any may be closed inside.
    template <class Work>
    void for_each_line(Work const& work);

    redis::client& by_;
    std::shared_ptr<mover_counts> const counts_ = std::make_shared<mover_counts>();
    loss_teller losses_{};
    std::vector<redis_line*> lines_{}; // that are open
};

} // namespace socketiota::cluster
