// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

/// Looks at eight octets at once, for texts that nearly always are what they should be: heads and
/// queries. Each question is about the whole word, and its answer is exact.
///
/// The arithmetic is that of "Bit Twiddling Hacks", S. E. Anderson: a borrow can only come from an
/// octet of which the answer is yes already.
namespace socketiota::wire {

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

/// Whether an octet is less than `Limit`, 1 to 128.
template <unsigned char Limit>
[[nodiscard]] constexpr bool has_below(octet_word word) noexcept {
    static_assert(Limit >= 1 && Limit <= 128);
    return ((word - detail::ones * Limit) & ~word & detail::tops) != 0;
}

/// Whether an octet is `c`.
[[nodiscard]] constexpr bool has_octet(octet_word word, char c) noexcept {
    return has_below<1>(word ^ (detail::ones * static_cast<unsigned char>(c)));
}

/// Whether an octet is no ASCII.
[[nodiscard]] constexpr bool has_beyond_ascii(octet_word word) noexcept {
    return (word & detail::tops) != 0;
}

/// The first index from `from` on where less than a word is left, or a word that `is_suspect`.
template <class Predicate>
[[nodiscard]] std::size_t skip_words(std::string_view text, std::size_t from,
                                     Predicate const& is_suspect) noexcept {
    while (text.size() - from >= octet_word_size && !is_suspect(load_word(text.data() + from)))
        from += octet_word_size;
    return from;
}

} // namespace socketiota::wire
