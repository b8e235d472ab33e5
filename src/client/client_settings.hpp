// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/client_options.hpp>

#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

#include <client/engine/engine_settings.hpp>
#include <client/proxy/proxy.hpp>
#include <client/proxy/proxy_environment.hpp>

namespace socketiota::clients {

/// What a url and options come to.
struct client_settings {
    engine_settings engine{};
    std::string default_nsp = "/";
    std::optional<clients::proxy> proxy{};
    client_options options{};
};

/// Throws `boost::system::system_error` with a sentence that says what is wrong.
///
/// @param variables of the environment, which are asked if the options say so
[[nodiscard]] client_settings settings_of(std::string_view url, client_options options,
                                          environment const& variables = std::getenv);

} // namespace socketiota::clients
