// SPDX-License-Identifier: MIT
#include <wire/header_line.hpp>
#include <wire/http_syntax.hpp>

namespace socketiota::wire {
namespace {

using line_kind = header_line::kind;

header_line malformed(std::string_view sentence) noexcept {
    return {.type = line_kind::malformed, .sentence = sentence};
}

enum class line_end : std::uint8_t { incomplete, malformed, complete };

// Whether CR LF stands at `from`.
line_end check_line_end(std::string_view octets, std::size_t from) noexcept {
    if (from == octets.size())
        return line_end::incomplete;
    if (octets[from] != '\r')
        return line_end::malformed;
    if (from + 1 == octets.size())
        return line_end::incomplete;
    return octets[from + 1] == '\n' ? line_end::complete : line_end::malformed;
}

} // namespace

header_line parse_header_line(std::string_view octets, std::size_t from) noexcept {
    if (from == octets.size())
        return {};
    if (octets[from] == '\r') {
        switch (check_line_end(octets, from)) {
        case line_end::incomplete:
            return {};
        case line_end::malformed:
            return malformed("a CR is not followed by LF");
        case line_end::complete:
            return {.type = line_kind::end, .next = from + 2};
        }
    }

    // White space in front would continue the line before (RFC 9112 5.2): it is no token.
    std::size_t const name_end = skip_token(octets, from);
    if (name_end == octets.size())
        return {};
    if (octets[name_end] != ':')
        return malformed("the name of a header is not a token with a colon behind it");
    if (name_end == from)
        return malformed("a header has no name");

    std::size_t value_begin = name_end + 1;
    while (value_begin < octets.size() && is_blank(octets[value_begin]))
        ++value_begin;
    std::size_t const value_end = skip_field_value(octets, value_begin);
    switch (check_line_end(octets, value_end)) {
    case line_end::incomplete:
        return {};
    case line_end::malformed:
        return malformed("a header has a control character, or its line does not end with CR LF");
    case line_end::complete:
        break;
    }
    return {.type = line_kind::field,
            .field = {octets.substr(from, name_end - from),
                      trim(octets.substr(value_begin, value_end - value_begin))},
            .next = value_end + 2};
}

} // namespace socketiota::wire
