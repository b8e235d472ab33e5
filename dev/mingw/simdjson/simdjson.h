// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>

namespace simdjson {

/// Whether that is UTF-8 (RFC 3629), octet by octet.
inline bool validate_utf8(char const* text, std::size_t size) noexcept {
    std::uint32_t character = 0;
    std::uint32_t least = 0;
    int missing = 0;
    for (std::size_t index = 0; index < size; ++index) {
        auto const octet = static_cast<unsigned char>(text[index]);
        if (missing == 0) {
            if (octet < 0x80)
                continue;
            missing = octet >= 0xf0 ? 3 : octet >= 0xe0 ? 2 : 1;
            if (octet < 0xc2 || octet > 0xf4)
                return false;
            character = octet & (0x3fU >> missing);
            least = missing == 1 ? 0x80 : missing == 2 ? 0x800 : 0x10000;
            continue;
        }
        if ((octet & 0xc0U) != 0x80)
            return false;
        character = character << 6U | (octet & 0x3fU);
        if (--missing == 0 && (character < least || character > 0x10ffff ||
                               (character >= 0xd800 && character <= 0xdfff)))
            return false;
    }
    return missing == 0;
}

} // namespace simdjson
