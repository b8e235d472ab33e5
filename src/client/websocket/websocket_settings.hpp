// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/websocket_client_options.hpp>

#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

#include <client/engine/opening_settings.hpp>
#include <client/proxy/proxy.hpp>
#include <client/proxy/proxy_environment.hpp>

namespace socketiota::clients {

/// What a url and the options of a plain WebSocket come to.
struct websocket_settings : opening_settings {
    /// Path and query.
    std::string target = "/";
    std::optional<clients::proxy> proxy{};
    websocket_client_options options{};
};

/// Throws `boost::system::system_error` with a sentence that says what is wrong.
///
/// @param variables of the environment, which are asked if the options say so
[[nodiscard]] websocket_settings settings_of(std::string_view url, websocket_client_options options,
                                             environment const& variables = std::getenv);

} // namespace socketiota::clients
