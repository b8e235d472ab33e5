// SPDX-License-Identifier: MIT
#include <wire/target.hpp>

namespace socketiota::wire {

target_parts split_target(std::string_view target) noexcept {
    if (!target.starts_with('/')) {
        // The parser has made sure that what holds "://" before any path is the absolute form.
        std::size_t const scheme_end = target.find("://");
        if (scheme_end != std::string_view::npos) {
            target.remove_prefix(scheme_end + 3);
            std::size_t const path = target.find_first_of("/?");
            if (path == std::string_view::npos)
                return {.path = "/", .query = {}};
            target.remove_prefix(path);
            // An absolute target may have a query and no path, which then is "/" (RFC 9112 3.2.1).
            if (target.starts_with('?'))
                return {.path = "/", .query = target.substr(1)};
        }
    }
    std::size_t const mark = target.find('?');
    if (mark == std::string_view::npos)
        return {.path = target, .query = {}};
    return {.path = target.substr(0, mark), .query = target.substr(mark + 1)};
}

} // namespace socketiota::wire
