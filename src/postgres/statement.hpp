// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace socketiota::postgres {

/// A command and its values, which Postgres is given apart from it.
struct statement {
    std::string text{};
    std::vector<std::string> values{};      // of $1 and so on, without zeros in them
    std::optional<std::size_t> octets_at{}; // which of them is octets: a bytea
    bool wants_octets = false;              // what is asked for is a bytea

    [[nodiscard]] std::size_t size() const noexcept {
        std::size_t all = text.size();
        for (std::string const& each : values)
            all += each.size();
        return all;
    }
};

} // namespace socketiota::postgres
