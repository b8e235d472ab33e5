// SPDX-License-Identifier: MIT
#include <socketiota/postgres_emitter.hpp>

#include <utility>

#include <cluster/postgres_emitter.hpp>
#include <postgres/make_client.hpp>

namespace socketiota {

emitter postgres_emitter(postgres_emitter_options options) {
    auto const make = [&options](loop::shard::executor_type executor) {
        return postgres::make_client(executor, options.postgres, options.table_name,
                                     postgres::libpq_client::role::sends);
    };
    return cluster::postgres_emitter_with(
        make, {.channel_prefix = std::move(options.channel_prefix),
               .payload_threshold = options.payload_threshold,
               .max_queued_bytes = options.postgres.max_queued_bytes,
               .max_queued_commands = options.postgres.max_queued_commands,
               .close_timeout = options.close_timeout,
               .on_lost = std::move(options.on_lost)});
}

} // namespace socketiota
