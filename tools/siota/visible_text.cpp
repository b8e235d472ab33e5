// SPDX-License-Identifier: MIT
#include "visible_text.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <optional>
#include <string>
#include <string_view>

namespace siota {
namespace {

struct character {
    char32_t code;
    std::size_t size;
};

/// The character that `text` begins with, surrogates as well; nothing if it is no UTF-8.
std::optional<character> first_of(std::string_view text) {
    auto const octet = [text](std::size_t at) {
        return static_cast<std::uint32_t>(static_cast<unsigned char>(text[at]));
    };
    std::uint32_t const lead = octet(0);
    if (lead < 0x80)
        return character{lead, 1};
    std::size_t const size = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    if (lead < 0xc2 || lead > 0xf4 || text.size() < size)
        return std::nullopt;
    char32_t code = lead & (0x7fU >> size);
    for (std::size_t at = 1; at != size; ++at) {
        if ((octet(at) & 0xc0U) != 0x80)
            return std::nullopt;
        code = code << 6U | (octet(at) & 0x3fU);
    }
    constexpr std::array<char32_t, 5> least{0, 0, 0x80, 0x800, 0x10000};
    if (code < least[size] || code > 0x10ffff)
        return std::nullopt;
    return character{code, size};
}

constexpr bool is_between(char32_t code, char32_t first, char32_t last) noexcept {
    return first <= code && code <= last;
}

/// Controls, surrogates, line separators, and what turns the direction of writing.
constexpr bool is_hidden(char32_t code) noexcept {
    return code < 0x20 || is_between(code, 0x7f, 0x9f) || is_between(code, 0xd800, 0xdfff) ||
           is_between(code, 0x200e, 0x200f) || is_between(code, 0x2028, 0x202e) ||
           is_between(code, 0x2066, 0x2069) || code == 0x61c || code == 0xfeff;
}

std::string escaped(char const* format, unsigned code) {
    std::array<char, 8> text{};
    static_cast<void>(std::snprintf(text.data(), text.size(), format, code));
    return text.data();
}

} // namespace

std::string visible_text(std::string_view text) {
    std::string shown;
    shown.reserve(text.size());
    while (!text.empty()) {
        auto const next = first_of(text);
        std::size_t const size = next ? next->size : 1;
        if (!next)
            shown += escaped("\\x%02x", static_cast<unsigned char>(text.front()));
        else if (is_hidden(next->code))
            shown += escaped("\\u%04x", static_cast<unsigned>(next->code));
        else
            shown += text.substr(0, size);
        text.remove_prefix(size);
    }
    return shown;
}

} // namespace siota
