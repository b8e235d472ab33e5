// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/http_limits.hpp>
#include <socketiota/log.hpp>
#include <socketiota/proxy_options.hpp>

#include <chrono>
#include <cstddef>
#include <optional>
#include <string_view>

namespace socketiota {

/// The options that servers of every kind have.
struct common_options {
    std::size_t max_connections;
    http_limits http;
    std::optional<proxy_options> proxies;
    std::size_t max_running_handlers_of_all;
    log_function log;
    std::size_t max_log_lines;
    std::chrono::milliseconds stop_timeout;
    std::chrono::milliseconds drain_time;
    std::size_t shards;
    bool pin_threads;
    bool any_origin; // no `allowed_origins` are set
};

/// More shards than any machine has cores; the number is part of each session id.
inline constexpr std::size_t most_shards = 1024;

/// Takes them from `given`, the options of a server of some kind.
template <class Options>
[[nodiscard]] common_options common_of(Options const& given) {
    return {.max_connections = given.max_connections,
            .http = given.http,
            .proxies = given.proxies,
            .max_running_handlers_of_all = given.max_running_handlers_of_all,
            .log = given.log,
            .max_log_lines = given.max_log_lines,
            .stop_timeout = given.stop_timeout,
            .drain_time = given.drain_time,
            .shards = given.shards,
            .pin_threads = given.pin_threads,
            .any_origin = given.allowed_origins.empty()};
}

/// The sentence that says which option is wrong, or nothing.
[[nodiscard]] std::optional<std::string_view> validate(common_options const& options);

/// Throws `invalid_option` with the sentence, if there is one.
void throw_if_wrong(std::optional<std::string_view> const& wrong);

} // namespace socketiota
