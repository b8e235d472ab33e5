// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <cluster/mover.hpp>
#include <cluster/mover_counts.hpp>
#include <cluster/sharded_options.hpp>
#include <redis/client.hpp>

namespace socketiota::cluster {

class sharded_line;

/// Moves messages through sharded channels of Redis 7, as `createShardedAdapter` of
/// @socket.io/redis-adapter does, between servers of both languages.
///
/// Not thread safe: belongs to the shard where the cluster is; its counts may be read anywhere.
class sharded_mover final : public mover {
public:
    /// `by` must outlive it, and it what it opens. It needs a client of its own: Redis counts
    /// connections, and takes as many servers for there.
    explicit sharded_mover(redis::client& by, sharded_options options = {});

    [[nodiscard]] membership known_by() const noexcept override { return membership::counted; }

    [[nodiscard]] std::unique_ptr<line> open(std::string nsp, line_listener& listener) override;

    /// Has all lines hear that messages may be lost: to be called when the client says so.
    void on_gap();

    /// Has `metrics`, which must outlive it, told of what is somebody's fault.
    void tell(base::metric_sink& metrics) noexcept { counts_->metrics = &metrics; }

    /// Of all namespaces together.
    [[nodiscard]] mover_counts const& counts() const noexcept { return *counts_; }

private:
    redis::client& by_;
    sharded_options const options_;
    std::shared_ptr<mover_counts> const counts_ = std::make_shared<mover_counts>();
    std::vector<sharded_line*> lines_{}; // that are open
};

} // namespace socketiota::cluster
