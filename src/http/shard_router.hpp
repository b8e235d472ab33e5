// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>

#include <http/exchange.hpp>

namespace socketiota::http {

/// What became of a request that another shard is to serve.
enum class forwarding : std::uint8_t {
    /// There is no such shard, or another one has sent the request here: it is to be answered here.
    none,
    /// The other shard answers it; it is not the caller's any more.
    taken,
    /// That shard has ended: to be answered with 503.
    closed,
};

/// Who takes requests for sessions of other shards.
///
/// Not thread safe: each shard has its own.
class shard_router {
public:
    /// Moves the connection of `request` to shard `target`, or has the request served there while
    /// the connection stays. An `upgrade`, which takes the connection out of HTTP, always moves.
    [[nodiscard]] virtual forwarding forward(exchange& request, std::size_t target,
                                             bool upgrade) = 0;

    /// Has a request that opens a session served by another shard, if this one has clearly more
    /// sessions than the others; false, and nothing was done, if not.
    [[nodiscard]] virtual bool give_away(exchange& request, bool upgrade) = 0;

    /// This shard has `count` sessions now.
    virtual void on_sessions(std::size_t count) noexcept = 0;

protected:
    ~shard_router() = default;
};

} // namespace socketiota::http
