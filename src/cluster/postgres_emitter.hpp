// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/detail/callback.hpp>
#include <socketiota/emitter.hpp>
#include <socketiota/error.hpp>
#include <socketiota/export.hpp>

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

#include <cluster/postgres_factory.hpp>

namespace socketiota::cluster {

/// What an emitter on Postgres is made of, beside its client.
struct postgres_emitter_parts {
    std::string channel_prefix{};
    std::size_t payload_threshold = 0;
    std::size_t max_queued_bytes = 0;
    std::size_t max_queued_commands = 0;
    std::chrono::milliseconds close_timeout{};
    detail::callback<void(error_code, std::string_view)> on_lost{};
};

/// What `postgres_emitter` returns. Exported as `postgres_adapter_with` is.
///
/// @param make a client that only sends.
///
/// Throws what `make` throws; `boost::system::system_error` with a sentence that names the option
/// that cannot be; `std::system_error` if there can be no thread more.
[[nodiscard]] SOCKETIOTA_EXPORT emitter postgres_emitter_with(postgres_client_maker const& make,
                                                              postgres_emitter_parts parts);

} // namespace socketiota::cluster
