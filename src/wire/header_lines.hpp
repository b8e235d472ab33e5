// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include <wire/header_line.hpp>
#include <wire/http_head.hpp>

namespace socketiota::wire {

/// What `parse_header_lines` found.
struct header_lines {
    enum class kind : std::uint8_t { incomplete, malformed, too_many, complete };

    kind type = kind::incomplete;
    /// Where what follows the empty line begins.
    std::size_t next = 0;
    /// Why they are malformed: a constant of the program.
    std::string_view sentence{};
};

/// Parses the headers that begin at `from`, to the empty line, into `head`, and calls `apply` with
/// each.
template <class Apply>
[[nodiscard]] header_lines parse_header_lines(std::string_view octets, std::size_t from,
                                              std::size_t most, http_head& head,
                                              Apply const& apply) {
    for (;;) {
        header_line const line = parse_header_line(octets, from);
        switch (line.type) {
        case header_line::kind::incomplete:
            return {};
        case header_line::kind::malformed:
            return {.type = header_lines::kind::malformed, .sentence = line.sentence};
        case header_line::kind::field:
            if (head.headers().size() >= most || !head.add_header(line.field))
                return {.type = header_lines::kind::too_many};
            apply(line.field);
            from = line.next;
            break;
        case header_line::kind::end:
            return {.type = header_lines::kind::complete, .next = line.next};
        }
    }
}

} // namespace socketiota::wire
