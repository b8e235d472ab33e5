// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/client_options.hpp>

#include <string>
#include <string_view>

#include <client/engine/engine_settings.hpp>

namespace socketiota::clients {

/// What a url and options come to.
struct client_settings {
    engine_settings engine{};
    std::string default_nsp = "/";
    client_options options{};
};

/// Throws `boost::system::system_error` with a sentence that says what is wrong.
[[nodiscard]] client_settings settings_of(std::string_view url, client_options options);

} // namespace socketiota::clients
