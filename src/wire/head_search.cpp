// SPDX-License-Identifier: MIT
#include <wire/head_search.hpp>

namespace socketiota::wire {

bool head_search::finds_nothing(std::string_view octets, std::size_t start) noexcept {
    if (seen_ == 0)
        return false;
    for (std::size_t from = seen_;;) {
        std::size_t const line_feed = octets.find('\n', from);
        if (line_feed == std::string_view::npos)
            break;
        if (line_feed == 0 || octets[line_feed - 1] != '\r')
            return false;
        if (line_feed > start && octets[line_feed - 2] == '\n')
            return false;
        from = line_feed + 1;
    }
    note_incomplete(octets.size());
    return true;
}

} // namespace socketiota::wire
