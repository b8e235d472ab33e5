// SPDX-License-Identifier: MIT
#include <cstdint>

#include <base/utf8.hpp>
#include <wire/partial_utf8.hpp>

namespace socketiota::wire {
namespace {

std::uint8_t octet(std::string_view text, std::size_t index) noexcept {
    return static_cast<std::uint8_t>(text[index]);
}

// Octets at the end that begin a character without finishing it.
std::size_t incomplete_tail(std::string_view text) noexcept {
    for (std::size_t back = 1; back <= 3 && back <= text.size(); ++back) {
        std::uint8_t const value = octet(text, text.size() - back);
        if ((value & 0xC0) == 0x80)
            continue;
        std::size_t const needed = value >= 0xF0 ? 4 : value >= 0xE0 ? 3 : value >= 0xC0 ? 2 : 1;
        return needed > back ? back : 0;
    }
    return 0;
}

// Whether a lead octet and the continuation octets behind it can become a character: neither
// overlong, nor a surrogate, nor above U+10FFFF (RFC 3629 4).
bool can_begin_character(std::string_view tail) noexcept {
    std::uint8_t const lead = octet(tail, 0);
    if (lead < 0xC2 || lead > 0xF4)
        return false;
    if (tail.size() == 1)
        return true;
    std::uint8_t const second = octet(tail, 1);
    switch (lead) {
    case 0xE0:
        return second >= 0xA0;
    case 0xED:
        return second < 0xA0;
    case 0xF0:
        return second >= 0x90;
    case 0xF4:
        return second < 0x90;
    default:
        return true;
    }
}

} // namespace

std::optional<std::size_t> whole_utf8_prefix(std::string_view text) noexcept {
    std::size_t const tail = incomplete_tail(text);
    std::size_t const whole = text.size() - tail;
    if (tail != 0 && !can_begin_character(text.substr(whole)))
        return std::nullopt;
    if (!base::is_valid_utf8(text.substr(0, whole)))
        return std::nullopt;
    return whole;
}

} // namespace socketiota::wire
