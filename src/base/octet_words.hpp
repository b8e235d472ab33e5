// SPDX-License-Identifier: MIT
#pragma once

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

/// The first index from `from` on where less than a word is left, or a word with `marks`.
template <class Marks>
[[nodiscard]] std::size_t skip_words(std::string_view text, std::size_t from,
                                     Marks const& marks) noexcept {
    while (text.size() - from >= octet_word_size && marks(load_word(text.data() + from)) == 0)
        from += octet_word_size;
    return from;
}

} // namespace socketiota::base
