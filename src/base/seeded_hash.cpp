// SPDX-License-Identifier: MIT
#include <array>
#include <bit>
#include <cstring>
#include <span>

#include <base/random.hpp>
#include <base/seeded_hash.hpp>

namespace socketiota::base {
namespace {

struct sip_state {
    std::uint64_t v0, v1, v2, v3;

    void round() noexcept {
        v0 += v1;
        v1 = std::rotl(v1, 13) ^ v0;
        v0 = std::rotl(v0, 32);
        v2 += v3;
        v3 = std::rotl(v3, 16) ^ v2;
        v0 += v3;
        v3 = std::rotl(v3, 21) ^ v0;
        v2 += v1;
        v1 = std::rotl(v1, 17) ^ v2;
        v2 = std::rotl(v2, 32);
    }

    void absorb(std::uint64_t word) noexcept {
        v3 ^= word;
        round();
        v0 ^= word;
    }
};

struct hash_key {
    std::uint64_t words[2];
};

// Random and constant for the life of the process: not state that anybody could observe changing.
hash_key const& process_key() {
    static hash_key const key = [] {
        std::array<std::byte, sizeof(hash_key)> octets{};
        fill_random(octets);
        return std::bit_cast<hash_key>(octets);
    }();
    return key;
}

} // namespace

std::uint64_t siphash13(std::string_view text, std::uint64_t key0, std::uint64_t key1) noexcept {
    sip_state state{0x736f6d6570736575U ^ key0, 0x646f72616e646f6dU ^ key1,
                    0x6c7967656e657261U ^ key0, 0x7465646279746573U ^ key1};
    char const* position = text.data();
    std::size_t rest = text.size();
    for (; rest >= 8; rest -= 8, position += 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, position, 8);
        state.absorb(word);
    }
    std::uint64_t last = static_cast<std::uint64_t>(text.size()) << 56;
    if (rest != 0)
        std::memcpy(&last, position, rest); // the highest octet stays the length
    state.absorb(last);
    state.v2 ^= 0xff;
    state.round();
    state.round();
    state.round();
    return state.v0 ^ state.v1 ^ state.v2 ^ state.v3;
}

std::size_t seeded_hash::operator()(std::string_view text) const {
    hash_key const& key = process_key();
    return siphash13(text, key.words[0], key.words[1]);
}

} // namespace socketiota::base
