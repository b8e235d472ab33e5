// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/cors_options.hpp>
#include <socketiota/detail/callback.hpp>
#include <socketiota/handshake.hpp>
#include <socketiota/http_headers.hpp>
#include <socketiota/request_guard.hpp>

#include <optional>
#include <vector>

namespace socketiota {

/// The program's functions that engines call for requests, of which servers of both kinds have the
/// same.
struct admission_functions {
    using cors_hook = detail::callback<std::optional<cors_options>(handshake const&)>;
    using header_hook = detail::callback<void(http_headers&, handshake const&)>;

    std::vector<request_guard> engine_middlewares;
    request_guard allow_request;
    cors_hook cors_for;
    header_hook initial_headers;
    header_hook headers;

    /// Takes them from `given`, the options of a server of either kind.
    template <class Options>
    [[nodiscard]] static admission_functions of(Options const& given) {
        return {.engine_middlewares = given.engine_middlewares,
                .allow_request = given.allow_request,
                .cors_for = given.cors_for,
                .initial_headers = given.initial_headers,
                .headers = given.headers};
    }
};

} // namespace socketiota
