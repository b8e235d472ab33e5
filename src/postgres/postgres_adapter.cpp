// SPDX-License-Identifier: MIT
#include <socketiota/postgres_adapter.hpp>

#include <utility>

#include <cluster/postgres_factory.hpp>
#include <postgres/make_client.hpp>

namespace socketiota {

cluster_adapter postgres_adapter(postgres_adapter_options options) {
    cluster::postgres_mover_options moves{.channel_prefix = std::move(options.channel_prefix),
                                          .payload_threshold = options.payload_threshold,
                                          .cleanup_interval = options.cleanup_interval,
                                          .limits = {}};
    auto const make = [given = std::move(options.postgres),
                       table = std::move(options.table_name)](loop::shard::executor_type executor) {
        return postgres::make_client(executor, given, table,
                                     postgres::libpq_client::role::sends_and_listens);
    };
    return cluster::postgres_adapter_with(make, std::move(moves), options.cluster);
}

} // namespace socketiota
