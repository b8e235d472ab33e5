// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace socketiota {

/// What counts for where JSON ends, in so many characters: a bit for each, the first is the lowest.
struct json_block {
    static constexpr std::size_t size = 64;

    std::uint64_t quotes = 0;
    std::uint64_t backslashes = 0;
    std::uint64_t opening = 0; // brackets and braces
    std::uint64_t closing = 0;

    /// Of the characters from `at` on.
    explicit json_block(char const* at) noexcept {
#if defined(__SSE2__)
        for (unsigned part = 0; part != size; part += 16) {
            __m128i const octets = _mm_loadu_si128(reinterpret_cast<__m128i const*>(at + part));
            auto const equal = [part](__m128i left, char right) {
                __m128i const found = _mm_cmpeq_epi8(left, _mm_set1_epi8(right));
                return std::uint64_t{static_cast<unsigned>(_mm_movemask_epi8(found))} << part;
            };
            // A bracket and its brace differ in this bit, which changes nothing else into them.
            __m128i const braces = _mm_or_si128(octets, _mm_set1_epi8('[' ^ '{'));
            quotes |= equal(octets, '"');
            backslashes |= equal(octets, '\\');
            opening |= equal(braces, '{');
            closing |= equal(braces, '}');
        }
#else
        for (unsigned index = 0; index != size; ++index) {
            std::uint64_t const bit = std::uint64_t{1} << index;
            quotes |= at[index] == '"' ? bit : 0;
            backslashes |= at[index] == '\\' ? bit : 0;
            opening |= at[index] == '[' || at[index] == '{' ? bit : 0;
            closing |= at[index] == ']' || at[index] == '}' ? bit : 0;
        }
#endif
    }
};

/// Walks over text block by block and knows which of its characters stand in strings.
class json_strings {
public:
    /// Marks the characters of the next block that stand in a string, its opening quote too.
    [[nodiscard]] std::uint64_t inside(json_block const& next) noexcept {
        std::uint64_t marks = next.quotes & ~behind_backslashes(next.backslashes);
        // Each bit becomes whether an odd number is set up to there.
        for (unsigned distance = 1; distance != json_block::size; distance *= 2)
            marks ^= marks << distance;
        marks ^= inside_;
        inside_ = std::uint64_t{0} - (marks >> (json_block::size - 1));
        return marks;
    }

private:
    std::uint64_t behind_backslashes(std::uint64_t backslashes) noexcept {
        std::uint64_t behind = is_escaped_ ? 1 : 0;
        is_escaped_ = false;
        for (backslashes &= ~behind; backslashes != 0;) {
            std::uint64_t const next = backslashes & (~backslashes + 1);
            is_escaped_ = next >> (json_block::size - 1) != 0;
            behind |= next << 1U;
            backslashes &= ~(next | next << 1U); // one behind it is no more than a character
        }
        return behind;
    }

    std::uint64_t inside_ = 0; // all ones where the block before ends in a string
    bool is_escaped_ = false;  // a backslash was its last character
};

} // namespace socketiota
