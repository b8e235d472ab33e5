// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/deflate_options.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <client/proxy/proxy.hpp>
#include <client/proxy/proxy_environment.hpp>
#include <loop/dialler.hpp>

namespace socketiota::clients {

/// What the options of each kind of client say of its connections.
struct connection_choices {
    /// How those options are called, for sentences.
    std::string_view options;
    std::vector<std::pair<std::string, std::string>> const& headers;
    std::optional<deflate_options> const& per_message_deflate;
    std::string const& local_path;
    std::string const& proxy;
    bool proxy_from_environment;
    std::size_t max_message_size;
    std::size_t max_buffered;
};

template <class Options>
[[nodiscard]] connection_choices choices_of(Options const& options, std::string_view name) {
    return {.options = name,
            .headers = options.headers,
            .per_message_deflate = options.per_message_deflate,
            .local_path = options.local_path,
            .proxy = options.proxy,
            .proxy_from_environment = options.proxy_from_environment,
            .max_message_size = options.max_message_size,
            .max_buffered = options.max_buffered};
}

/// Throws `boost::system::system_error` of `invalid_option`.
[[noreturn]] void refuse_option(std::string const& sentence);

/// Refuses what cannot be.
void check(connection_choices const& what);

/// The proxy that leads to `server`, if there is to be one.
///
/// @param variables of the environment, which are asked if the options say so
[[nodiscard]] std::optional<clients::proxy> proxy_for(loop::destination const& server,
                                                      connection_choices const& what,
                                                      environment const& variables);

} // namespace socketiota::clients
