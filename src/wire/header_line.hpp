// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include <wire/http_head.hpp>

namespace socketiota::wire {

/// What `parse_header_line` found.
struct header_line {
    enum class kind : std::uint8_t {
        incomplete,
        field,
        /// The empty line that ends a head or trailers.
        end,
        malformed,
    };

    kind type = kind::incomplete;
    header_field field{};
    /// Where the next line begins.
    std::size_t next = 0;
    /// Why it is malformed: a constant of the program.
    std::string_view sentence{};
};

/// Parses the line that begins at `from`: `name: value`, ended by CR LF and by nothing else, no
/// white space before the colon, no continuation of the line before (RFC 9112 5).
[[nodiscard]] header_line parse_header_line(std::string_view octets, std::size_t from) noexcept;

} // namespace socketiota::wire
