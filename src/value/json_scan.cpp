// SPDX-License-Identifier: MIT
#include <value/json_scan.hpp>

namespace socketiota {
namespace {

char const* skip_json_brackets(char const* at, char const* end) noexcept {
    // In valid text brackets match, so counting them is enough.
    std::size_t depth = 0;
    for (;;) {
        switch (*at) {
        case '"':
            at = find_quoted_string(at, end).behind;
            continue;
        case '[':
        case '{':
            ++depth;
            break;
        case ']':
        case '}':
            if (--depth == 0)
                return at + 1;
            break;
        default:
            break;
        }
        ++at;
    }
}

bool ends_scalar(char character) noexcept {
    return character == ',' || character == ']' || character == '}' || is_json_space(character);
}

} // namespace

char const* skip_json_value(char const* at, char const* end) noexcept {
    switch (*at) {
    case '"':
        return find_quoted_string(at, end).behind;
    case '[':
    case '{':
        return skip_json_brackets(at, end);
    default:
        while (at != end && !ends_scalar(*at))
            ++at;
        return at;
    }
}

} // namespace socketiota
