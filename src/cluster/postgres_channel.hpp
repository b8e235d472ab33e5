// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace socketiota::cluster {

/// NAMEDATALEN of Postgres without its zero: pg_notify refuses a longer name of a channel, and
/// LISTEN cuts it off, so that it would hear another.
inline constexpr std::size_t longest_postgres_channel = 63;

/// What a notification of Postgres may hold, in octets.
inline constexpr std::size_t longest_postgres_payload = 7999;

/// The channel of a namespace.
[[nodiscard]] inline std::string postgres_channel(std::string_view prefix, std::string_view nsp) {
    std::string name(prefix);
    name.append("#").append(nsp);
    return name;
}

/// Whether Postgres takes that name as it is.
[[nodiscard]] inline bool is_postgres_channel(std::string_view name) noexcept {
    return name.size() <= longest_postgres_channel && name.find('\0') == std::string_view::npos;
}

} // namespace socketiota::cluster
