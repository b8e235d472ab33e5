// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/postgres_options.hpp>

#include <memory>
#include <string>

#include <loop/shard.hpp>
#include <postgres/libpq_client.hpp>

namespace socketiota::postgres {

/// A client for what `options` say, which begins with `postgres_client::start`.
///
/// It is to be destroyed before the context of `executor`, whose sockets it has.
///
/// Throws `boost::system::system_error` with a sentence that names the option.
[[nodiscard]] std::unique_ptr<cluster::postgres_client>
make_client(loop::shard::executor_type executor, postgres_options const& options,
            std::string const& table, libpq_client::role what);

} // namespace socketiota::postgres
