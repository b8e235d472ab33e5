// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/postgres_options.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace socketiota::postgres {

/// One of the servers that are tried in turn.
struct server_address {
    std::string host{};    // a name, for certificates; or the folder of a Unix domain socket
    std::string address{}; // a number; empty: not known, or not needed
    std::string port{};    // empty: the usual one

    /// Whether its address is to be asked for.
    [[nodiscard]] bool is_name() const noexcept;
};

/// What libpq is given to connect with.
struct connect_parameters {
    std::vector<std::pair<std::string, std::string>> others{};
    std::vector<server_address> servers{}; // none: where libpq looks by itself, on this machine
};

/// Reads the url.
///
/// Throws `boost::system::system_error` with a sentence that names the option, never its secrets.
[[nodiscard]] connect_parameters parameters_of(postgres_options const& options);

/// Checks the limits and times, and throws the same.
void check(postgres_options const& options);

/// Whether that is the name of a table as it stands in SQL, and nothing else.
///
/// Throws the same.
void check_table_name(std::string_view name);

} // namespace socketiota::postgres
