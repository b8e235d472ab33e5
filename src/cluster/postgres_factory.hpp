// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/adapter.hpp>
#include <socketiota/cluster_options.hpp>
#include <socketiota/detail/callback.hpp>
#include <socketiota/export.hpp>

#include <memory>

#include <cluster/postgres_client.hpp>
#include <cluster/postgres_mover_options.hpp>
#include <loop/shard.hpp>

namespace socketiota::cluster {

/// Makes a client of Postgres on a loop.
using postgres_client_maker =
    detail::callback<std::unique_ptr<postgres_client>(loop::shard::executor_type)>;

/// What `postgres_adapter` returns. Exported for the library that has libpq: all else that both
/// need of each other is public or an interface.
[[nodiscard]] SOCKETIOTA_EXPORT cluster_adapter postgres_adapter_with(
    postgres_client_maker make, postgres_mover_options options, cluster_options const& cluster);

} // namespace socketiota::cluster
