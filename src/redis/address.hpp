// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/redis_options.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace socketiota::redis {

/// Where a server of Redis listens.
struct address {
    std::string host{}; // a name or an address, without brackets
    std::uint16_t port = 6379;
    std::string path{}; // of a Unix domain socket; then there is no host
    bool tls = false;
};

/// Options that were checked, and what their url says: user, password and database are in the
/// options, as they are.
struct checked_options {
    redis_options options;
    address at;
    std::vector<address> hosts{}; // as `redis_options::hosts`
};

/// Throws `boost::system::system_error` with a sentence that names the option, never its secrets.
[[nodiscard]] checked_options check(redis_options options);

} // namespace socketiota::redis
