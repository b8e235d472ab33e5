// SPDX-License-Identifier: MIT
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

/// Looks at eight octets at once, for texts that nearly always are what they should be: heads,
/// queries, strings of JSON. What is found is marked by the high bit of its octet. Whether there is
/// a mark is exact, and so is the lowest; borrows may set marks above it.
///
/// The arithmetic is that of "Bit Twiddling Hacks", S. E. Anderson.
namespace socketiota::base {

using octet_word = std::uint64_t;

inline constexpr std::size_t octet_word_size = sizeof(octet_word);

static_assert(std::endian::native == std::endian::little,
              "the first octet of a word is taken to be its lowest");

namespace detail {
inline constexpr octet_word ones = 0x0101010101010101;
inline constexpr octet_word tops = ones * 0x80;
} // namespace detail

/// The eight octets that begin at `octets`.
[[nodiscard]] inline octet_word load_word(char const* octets) noexcept {
    octet_word word = 0;
    std::memcpy(&word, octets, sizeof word);
    return word;
}

/// Marks octets less than `Limit`, 1 to 128.
template <unsigned char Limit>
[[nodiscard]] constexpr octet_word marks_below(octet_word word) noexcept {
    static_assert(Limit >= 1 && Limit <= 128);
    return (word - detail::ones * Limit) & ~word & detail::tops;
}

/// Marks octets that are `c`.
[[nodiscard]] constexpr octet_word marks_of(octet_word word, char c) noexcept {
    return marks_below<1>(word ^ (detail::ones * static_cast<unsigned char>(c)));
}

/// Marks octets that are no ASCII.
[[nodiscard]] constexpr octet_word marks_beyond_ascii(octet_word word) noexcept {
    return word & detail::tops;
}

/// Marks octets that are no ASCII letters and no hyphens. All of them exactly.
[[nodiscard]] constexpr octet_word marks_beyond_letters(octet_word word) noexcept {
    constexpr octet_word rests = ~detail::tops; // no sum below carries into the next octet
    octet_word const lower = (word | detail::ones * 0x20) & rests;
    octet_word const from_a = lower + detail::ones * (0x80 - 'a');
    octet_word const beyond_z = lower + detail::ones * (0x7F - 'z');
    octet_word const other = word ^ (detail::ones * '-');
    octet_word const no_hyphen = ((other & rests) + rests) | other;
    return ~(from_a & ~beyond_z & ~word) & no_hyphen & detail::tops;
}

/// The index of the octet with the lowest of `marks`, of which there is one.
[[nodiscard]] constexpr std::size_t lowest_mark(octet_word marks) noexcept {
    return static_cast<std::size_t>(std::countr_zero(marks)) / 8;
}

/// The first index from `from` on, which is at most the size, whose octet is marked by `marks`, or
/// where less than a word is left.
template <class Marks>
[[nodiscard]] std::size_t find_mark(std::string_view text, std::size_t from,
                                    Marks const& marks) noexcept {
    while (text.size() - from >= octet_word_size) {
        if (octet_word const found = marks(load_word(text.data() + from)); found != 0)
            return from + lowest_mark(found);
        from += octet_word_size;
    }
    return from;
}

} // namespace socketiota::base
