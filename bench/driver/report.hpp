// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace socketiota::bench {

/// Builds the one line of JSON that a run prints.
class report {
public:
    explicit report(std::string_view scenario);

    report& add_count(std::string_view name, std::uint64_t value);

    /// Adds a number with three decimals, or null.
    report& add_number(std::string_view name, std::optional<double> value);

    std::string line() const { return text_ + "}\n"; }

private:
    void add_name(std::string_view name);

    std::string text_;
};

} // namespace socketiota::bench
