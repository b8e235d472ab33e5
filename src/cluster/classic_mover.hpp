// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <cluster/classic_options.hpp>
#include <cluster/mover.hpp>
#include <cluster/mover_counts.hpp>
#include <redis/client.hpp>

namespace socketiota::cluster {

class classic_line;

/// Moves messages through channels of Redis as the classic adapter does (`createAdapter` of
/// @socket.io/redis-adapter), between servers of both languages.
///
/// Not thread safe: belongs to the shard where the cluster is; its counts may be read anywhere.
class classic_mover final : public mover {
public:
    /// `by` must outlive it, and it what it opens. It needs a client of its own: Redis counts
    /// connections, and takes as many servers for there.
    explicit classic_mover(redis::client& by, classic_options options = {});

    [[nodiscard]] membership known_by() const noexcept override { return membership::counted; }

    [[nodiscard]] encoded_values::preference prefers() const noexcept override {
        return encoded_values::preference::msgpack;
    }

    [[nodiscard]] std::unique_ptr<line> open(std::string nsp, line_listener& listener) override;

    /// Has all lines hear that messages may be lost: to be called when the client says so.
    void on_gap();

    /// Has `metrics`, which must outlive it, told of what is somebody's fault.
    void tell(base::metric_sink& metrics) noexcept { counts_->metrics = &metrics; }

    /// Of all namespaces together.
    [[nodiscard]] mover_counts const& counts() const noexcept { return *counts_; }

private:
    redis::client& by_;
    classic_options const options_;
    std::shared_ptr<mover_counts> const counts_ = std::make_shared<mover_counts>();
    std::vector<classic_line*> lines_{}; // that are open
};

} // namespace socketiota::cluster
