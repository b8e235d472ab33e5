// SPDX-License-Identifier: MIT
#include <charconv>
#include <cstddef>

#include <base/percent_decoded.hpp>

namespace socketiota::base {

std::optional<std::string> percent_decoded(std::string_view text) {
    std::string plain;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] != '%') {
            plain += text[at];
            continue;
        }
        unsigned value = 0;
        char const* const digits = text.data() + at + 1;
        if (at + 2 >= text.size() ||
            std::from_chars(digits, digits + 2, value, 16).ptr != digits + 2)
            return std::nullopt;
        plain += static_cast<char>(value);
        at += 2;
    }
    return plain;
}

} // namespace socketiota::base
