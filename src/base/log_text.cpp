// SPDX-License-Identifier: MIT
#include <array>
#include <cstdint>

#include <base/log_text.hpp>
#include <base/utf8.hpp>

namespace socketiota::base {
namespace {

constexpr std::string_view digits = "0123456789abcdef";
constexpr std::string_view cut = "...";

void append_hex(std::string& to, std::uint32_t value, unsigned count) {
    while (count-- > 0)
        to += digits[(value >> (4 * count)) & 15U];
}

void append_octet(std::string& to, unsigned char octet) {
    switch (octet) {
    case '\n':
        to += "\\n";
        return;
    case '\r':
        to += "\\r";
        return;
    case '\t':
        to += "\\t";
        return;
    case '\\':
        to += "\\\\";
        return;
    default:
        to += "\\x";
        append_hex(to, octet, 2);
    }
}

/// Of a valid character of two to four octets.
std::uint32_t code_point_of(std::string_view character) {
    static constexpr std::array<unsigned, 5> lead_bits{0, 0, 0x1f, 0x0f, 0x07};
    std::uint32_t point = static_cast<unsigned char>(character[0]) & lead_bits[character.size()];
    for (char const next : character.substr(1))
        point = (point << 6U) | (static_cast<unsigned char>(next) & 0x3fU);
    return point;
}

/// Control characters of the second block (0x9b begins a sequence for terminals), what ends lines
/// or paragraphs, and what turns the direction of text.
bool must_be_escaped(std::uint32_t point) {
    return point < 0xa0 || point == 0x200e || point == 0x200f || point == 0x061c ||
           (point >= 0x2028 && point <= 0x202e) || (point >= 0x2066 && point <= 0x2069);
}

/// Appends the first character of `text`, which is not ASCII; returns its octets.
std::size_t append_character(std::string& to, std::string_view text) {
    int const found = utf8_sequence_length(text.data(), text.data() + text.size());
    if (found < 0) {
        append_octet(to, static_cast<unsigned char>(text.front()));
        return 1;
    }
    auto const length = static_cast<std::size_t>(found);
    std::string_view const character = text.substr(0, length);
    std::uint32_t const point = code_point_of(character);
    if (must_be_escaped(point)) {
        to += "\\u";
        append_hex(to, point, 4);
    } else {
        to += character;
    }
    return length;
}

} // namespace

std::string log_text(std::string_view text) {
    std::string line;
    std::size_t uncut = 0; // up to where the mark still fits behind it
    while (!text.empty()) {
        auto const first = static_cast<unsigned char>(text.front());
        std::size_t taken = 1;
        if (first >= 0x80)
            taken = append_character(line, text);
        else if (first < 0x20 || first == 0x7f || first == '\\')
            append_octet(line, first);
        else
            line += text.front();
        text.remove_prefix(taken);
        if (line.size() + cut.size() <= longest_log_text)
            uncut = line.size();
        if (line.size() > longest_log_text) {
            line.resize(uncut);
            return line += cut;
        }
    }
    return line;
}

} // namespace socketiota::base
