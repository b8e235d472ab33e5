// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>

#include <cluster/redis_line_mover.hpp>
#include <cluster/sharded_options.hpp>

namespace socketiota::cluster {

/// Moves messages through sharded channels of Redis 7, as `createShardedAdapter` of
/// @socket.io/redis-adapter does, between servers of both languages.
///
/// Not thread safe: belongs to the shard where the cluster is; its counts may be read anywhere.
class sharded_mover final : public redis_line_mover {
public:
    /// As `redis_line_mover`.
    explicit sharded_mover(redis::client& by, sharded_options options = {});

    [[nodiscard]] std::unique_ptr<line> open(std::string nsp, line_listener& listener) override;

private:
    sharded_options const options_;
};

} // namespace socketiota::cluster
