// SPDX-License-Identifier: MIT
#include <cstddef>
#include <cstdint>

#include <cluster/stream_names.hpp>

namespace socketiota::cluster {
namespace {

/// The code point whose first octet is at `at`, which moves behind it. The text is UTF-8.
std::uint32_t take_code_point(std::string_view text, std::size_t& at) noexcept {
    auto const first = static_cast<unsigned char>(text[at++]);
    if (first < 0x80U)
        return first;
    std::uint32_t code = first < 0xE0U ? first & 0x1FU : first < 0xF0U ? first & 0x0FU : first & 7U;
    while (at != text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U)
        code = code << 6U | (static_cast<unsigned char>(text[at++]) & 0x3FU);
    return code;
}

/// What Java and the official adapter make of the UTF-16 code units of a text.
std::int32_t hash_of(std::string_view text) noexcept {
    std::uint32_t hash = 0;
    auto const add = [&hash](std::uint32_t unit) { hash = hash * 31U + unit; };
    for (std::size_t at = 0; at != text.size();) {
        std::uint32_t const code = take_code_point(text, at);
        if (code < 0x10000U) {
            add(code);
        } else {
            add(0xD7C0U + (code >> 10U));
            add(0xDC00U + (code & 0x3FFU));
        }
    }
    return static_cast<std::int32_t>(hash);
}

std::string numbered(stream_options const& options, std::int64_t number) {
    return options.stream_name + "-" + std::to_string(number);
}

} // namespace

std::string stream_of(std::string_view nsp, stream_options const& options) {
    if (options.stream_count == 1)
        return options.stream_name;
    return numbered(options, hash_of(nsp) % static_cast<std::int64_t>(options.stream_count));
}

// The remainder of a negative hash is negative, so servers of Node write streams that they do not
// read. Those of ours read them too: they hear each other, and what is lost among the others.
std::vector<std::string> all_streams(stream_options const& options) {
    if (options.stream_count == 1)
        return {options.stream_name};
    std::vector<std::string> names;
    auto const count = static_cast<std::int64_t>(options.stream_count);
    for (std::int64_t number = 1 - count; number != count; ++number)
        names.push_back(numbered(options, number));
    return names;
}

} // namespace socketiota::cluster
