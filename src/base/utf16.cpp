// SPDX-License-Identifier: MIT
#include <cstdint>
#include <cstring>

#include <base/utf16.hpp>

namespace socketiota::base {
namespace {

constexpr std::size_t word_size = sizeof(std::uint64_t);
/// Seven characters and the first octet of one that takes two units.
constexpr std::size_t most_units_of_word = 9;

bool continues_character(char octet) noexcept {
    return (static_cast<unsigned char>(octet) & 0xC0U) == 0x80U;
}

/// Units are counted at the first octet of a character: two where it has four octets.
std::size_t units_at(char octet) noexcept {
    if (continues_character(octet))
        return 0;
    return static_cast<unsigned char>(octet) >= 0xF0U ? 2 : 1;
}

/// The same for eight octets at once. A shift brings a lower bit of each octet under its top bit.
std::size_t units_of_word(char const* octets) noexcept {
    constexpr std::uint64_t ones = 0x0101010101010101U;
    constexpr std::uint64_t tops = ones << 7;
    auto const count = [](std::uint64_t marks) { return (marks >> 7) * ones >> 56; };
    std::uint64_t word = 0;
    std::memcpy(&word, octets, word_size);
    std::uint64_t const continuing = word & ~(word << 1) & tops;
    std::uint64_t const doubles = word & (word << 1) & (word << 2) & (word << 3) & tops;
    return word_size - count(continuing) + count(doubles);
}

} // namespace

std::size_t utf16_length(std::string_view text) noexcept {
    std::size_t units = 0;
    std::size_t at = 0;
    for (; text.size() - at >= word_size; at += word_size)
        units += units_of_word(text.data() + at);
    for (; at < text.size(); ++at)
        units += units_at(text[at]);
    return units;
}

std::optional<std::size_t> utf16_prefix(std::string_view text, std::size_t units) noexcept {
    std::size_t at = 0;
    for (; text.size() - at >= word_size && units >= most_units_of_word; at += word_size)
        units -= units_of_word(text.data() + at);
    for (; at < text.size() && (units > 0 || continues_character(text[at])); ++at) {
        std::size_t const more = units_at(text[at]);
        if (more > units)
            return std::nullopt;
        units -= more;
    }
    if (units > 0)
        return std::nullopt;
    return at;
}

} // namespace socketiota::base
