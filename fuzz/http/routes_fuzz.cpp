// SPDX-License-Identifier: MIT
// A path against patterns of every kind: what is found is valid UTF-8 without NUL and without a
// segment that a file system takes for another folder, and no more than came.
#include <array>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <string>
#include <string_view>

#include <base/utf8.hpp>
#include <http/path_segments.hpp>
#include <http/route_pattern.hpp>
#include <wire/target.hpp>

using namespace socketiota;

namespace {

void require(bool holds, char const* what) {
    if (holds)
        return;
    std::cerr << "broken: " << what << '\n';
    std::abort();
}

bool is_harmless(std::string_view segment) {
    return segment != "." && segment != ".." && base::is_valid_utf8(segment) &&
           segment.find('\0') == std::string_view::npos;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    static std::array<http::route_pattern, 6> const patterns{
        http::route_pattern("/"),        http::route_pattern("/a"),
        http::route_pattern("/a/:b"),    http::route_pattern("/:a/b/:c"),
        http::route_pattern("/a/*rest"), http::route_pattern("/*all"),
    };
    std::string_view const target(reinterpret_cast<char const*>(data), size);
    std::string_view const path = wire::split_target(target).path;
    auto const segments = http::split_path(path);
    if (!segments)
        return 0;
    require(path.starts_with('/'), "a path begins with a slash");
    require(segments->size() <= http::most_path_segments, "there are only so many segments");
    std::size_t total = 0;
    for (std::string const& each : *segments) {
        require(is_harmless(each), "a segment is harmless");
        total += each.size() + 1;
    }
    require(total <= path.size(), "decoding makes nothing longer");
    for (http::route_pattern const& pattern : patterns) {
        auto const found = pattern.match(*segments);
        if (!found)
            continue;
        for (auto const& [name, text] : *found) {
            bool const is_rest =
                name == "rest" || name == "all"; // of a `*`, which takes nothing too
            require(is_rest || !text.empty(), "a parameter is not empty");
            require(base::is_valid_utf8(text), "a parameter is UTF-8");
        }
    }
    require(patterns.back().match(*segments).has_value(), "a star takes all");
    return 0;
}
