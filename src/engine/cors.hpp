// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/cors_options.hpp>

#include <optional>
#include <string_view>

#include <http/exchange.hpp>

namespace socketiota::engine {

/// What CORS says about one request.
struct cors_answer {
    http::header_list headers;
    /// The request was a preflight: answer it with `headers` and nothing else.
    bool is_preflight = false;
    /// The status of that answer.
    unsigned status = 204;
};

/// The sentence that says what is wrong with `options`, or nothing.
[[nodiscard]] std::optional<std::string_view> validate(cors_options const& options);

/// Judges a request as npm's `cors` does, which is what the official server uses.
///
/// @param request_headers the value of Access-Control-Request-Headers, empty if there is none.
[[nodiscard]] cors_answer judge_cors(cors_options const& options, std::string_view method,
                                     std::string_view origin, std::string_view request_headers);

} // namespace socketiota::engine
