// SPDX-License-Identifier: MIT
#include <postgres/connect_parameters.hpp>
#include <postgres/make_client.hpp>

namespace socketiota::postgres {

std::unique_ptr<cluster::postgres_client> make_client(loop::shard::executor_type executor,
                                                      postgres_options const& options,
                                                      std::string const& table,
                                                      libpq_client::role what) {
    check(options);
    check_table_name(table);
    auto const terms = std::make_shared<connection_terms const>(
        connection_terms{executor, options, parameters_of(options)});
    return std::make_unique<libpq_client>(terms, table, what);
}

} // namespace socketiota::postgres
