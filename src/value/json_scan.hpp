// SPDX-License-Identifier: MIT
#pragma once

#include <bit>
#include <cstddef>
#include <string_view>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include <base/octet_words.hpp>

namespace socketiota {

// Searches that every part of JSON needs. They take whole words while one fits before `end` and
// never read behind it, because the text is whatever the network delivered, without padding.

[[nodiscard]] inline bool is_json_space(char character) noexcept {
    return character == ' ' || character == '\n' || character == '\r' || character == '\t';
}

[[nodiscard]] inline char const* skip_json_space(char const* at, char const* end) noexcept {
    while (at != end && is_json_space(*at))
        ++at;
    return at;
}

[[nodiscard]] inline bool is_json_digit(char character) noexcept {
    return character >= '0' && character <= '9';
}

/// What ends a run of characters that a JSON string holds literally: a quote, a backslash or a
/// control character.
[[nodiscard]] inline bool ends_literal_run(char character) noexcept {
    return character == '"' || character == '\\' || static_cast<unsigned char>(character) < 0x20;
}

/// The same for eight characters: marks where the run ends, of which the lowest is exact.
[[nodiscard]] inline base::octet_word literal_run_ends(base::octet_word word) noexcept {
    return base::marks_of(word, '"') | base::marks_of(word, '\\') | base::marks_below<0x20>(word);
}

/// Characters that a JSON string holds literally.
struct literal_run {
    char const* end;
    /// Some are above 0x7F.
    bool has_high_octets;
};

/// The run that begins at `at`. Portable; `find_literal_run` is the one to call.
[[nodiscard]] inline literal_run find_literal_run_by_words(char const* at,
                                                           char const* end) noexcept {
    base::octet_word high = 0;
    while (end - at >= 8) {
        base::octet_word const word = base::load_word(at);
        base::octet_word const found = literal_run_ends(word);
        if (found != 0) {
            base::octet_word const before = (found & (~found + 1)) - 1;
            high |= base::marks_beyond_ascii(word & before);
            return {at + base::lowest_mark(found), high != 0};
        }
        high |= base::marks_beyond_ascii(word);
        at += 8;
    }
    for (; at != end && !ends_literal_run(*at); ++at)
        high |= static_cast<unsigned char>(*at) & 0x80U;
    return {at, high != 0};
}

/// The run that begins at `at`; it may be empty or go on to `end`.
[[nodiscard]] inline literal_run find_literal_run(char const* at, char const* end) noexcept {
#if defined(__SSE2__)
    unsigned high = 0;
    // Most keys and words are shorter than sixteen characters: one load tells all about them.
    while (end - at >= 16) {
        __m128i const block = _mm_loadu_si128(reinterpret_cast<__m128i const*>(at));
        __m128i const quote = _mm_cmpeq_epi8(block, _mm_set1_epi8('"'));
        __m128i const backslash = _mm_cmpeq_epi8(block, _mm_set1_epi8('\\'));
        __m128i const control = _mm_cmpeq_epi8(_mm_min_epu8(block, _mm_set1_epi8(0x1F)), block);
        auto const found = static_cast<unsigned>(
            _mm_movemask_epi8(_mm_or_si128(_mm_or_si128(quote, backslash), control)));
        auto const above = static_cast<unsigned>(_mm_movemask_epi8(block));
        if (found != 0) {
            high |= above & ((found & (~found + 1)) - 1);
            return {at + std::countr_zero(found), high != 0};
        }
        high |= above;
        at += 16;
    }
    literal_run const rest = find_literal_run_by_words(at, end);
    return {rest.end, rest.has_high_octets || high != 0};
#else
    return find_literal_run_by_words(at, end);
#endif
}

/// A string of text that is known to be valid.
struct quoted_string {
    /// What stands between its quotes, as it came.
    std::string_view content;
    bool has_escapes;
    /// Behind its closing quote.
    char const* behind;
};

/// The string whose opening quote is at `quote`.
[[nodiscard]] inline quoted_string find_quoted_string(char const* quote, char const* end) noexcept {
    char const* const first = quote + 1;
    bool has_escapes = false;
    for (char const* at = first;; at += 2) {
        at = find_literal_run(at, end).end;
        if (*at == '"')
            return {{first, static_cast<std::size_t>(at - first)}, has_escapes, at + 1};
        has_escapes = true;
    }
}

/// The end of any value of text that is known to be valid; `at` is its first character.
[[nodiscard]] char const* skip_json_value(char const* at, char const* end) noexcept;

} // namespace socketiota
