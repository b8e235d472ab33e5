// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <wire/http_head.hpp>

namespace socketiota::clients {

/// Cookies of one server, which is asked for one path: so name, value and end are all that matters
/// of them (RFC 6265), as in Node's client.
///
/// A server may set `most` of at most `longest` octets; the others are not kept.
///
/// Not thread safe: belongs to its shard.
class cookie_jar {
public:
    static constexpr std::size_t most = 50;
    static constexpr std::size_t longest = 4096; // RFC 6265 section 6.1, for both

    using time_point = std::chrono::sys_seconds;

    /// Takes what an answer sets.
    void take(wire::http_head const& answer, time_point now);

    /// What stands in `Cookie`; empty if there is none.
    [[nodiscard]] std::string header(time_point now);

private:
    struct cookie {
        std::string name;
        std::string value;
        std::optional<time_point> ends{};
    };

    void set(std::string_view text, time_point now);
    void forget_old(time_point now);

    std::vector<cookie> cookies_;
};

} // namespace socketiota::clients
