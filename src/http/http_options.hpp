// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/http_limits.hpp>
#include <socketiota/unlimited.hpp>

#include <chrono>
#include <cstddef>
#include <memory>

#include <base/shared_count.hpp>
#include <wire/request_parser.hpp>

namespace socketiota::http {

class trusted_proxies;

/// How a front behaves.
struct http_options {
    http_limits limits{};

    /// Connections at a time; one more is closed at once.
    std::size_t max_connections = unlimited;

    /// Counts the connections of all shards, of which there may be so many together. None if there
    /// is one shard only.
    base::shared_count* all_connections = nullptr;

    /// Whose word counts for the address of a client; none: nobody's.
    std::shared_ptr<trusted_proxies const> proxies{};

    /// Octets of further requests kept while one is being answered; above, reading pauses.
    std::size_t most_pipelined = std::size_t{64} << 10;
};

/// For how long a peer may still send after our last answer, before the connection is closed for
/// good.
inline constexpr auto linger_time = std::chrono::seconds(2);

/// What the parser of heads is told.
[[nodiscard]] inline wire::request_limits head_limits(http_limits const& of) noexcept {
    return {.max_head_size = of.max_head_size, .max_target_size = of.max_head_size};
}

} // namespace socketiota::http
