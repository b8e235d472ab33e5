// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace socketiota::detail {

/// A time as JavaScript's `Date.toJSON` writes it.
struct printed_time {
    std::array<char, 27> text{};
    std::size_t size = 0;

    [[nodiscard]] std::string_view view() const noexcept { return {text.data(), size}; }
};

/// Empty if no `Date` holds it. In milliseconds.
[[nodiscard]] printed_time print_time(std::int64_t since_1970) noexcept;

} // namespace socketiota::detail
