// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>

#include <base/random.hpp>
#include <engine/session_id.hpp>

namespace socketiota::engine {
namespace {

constexpr std::string_view alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::size_t random_octets = 12;
constexpr std::size_t suffix_characters = 4;
constexpr unsigned counter_bits = 14;

void append_24_bits(std::string& text, std::uint32_t bits) {
    for (unsigned shift = 24; shift != 0;) {
        shift -= 6;
        text.push_back(alphabet[(bits >> shift) & 63]);
    }
}

bool is_id_character(char character) noexcept {
    return alphabet.find(character) != std::string_view::npos;
}

} // namespace

void session_id_source::append_suffix(std::string& id) noexcept {
    std::uint32_t const counter = counter_++ & ((1U << counter_bits) - 1);
    append_24_bits(id, std::uint32_t{shard_} << counter_bits | counter);
}

std::string session_id_source::next() {
    std::array<std::byte, random_octets> octets{};
    base::fill_random(octets);
    std::string id;
    id.reserve(random_octets / 3 * 4 + suffix_characters);
    for (std::size_t index = 0; index < random_octets; index += 3) {
        append_24_bits(id, std::to_integer<std::uint32_t>(octets[index]) << 16 |
                               std::to_integer<std::uint32_t>(octets[index + 1]) << 8 |
                               std::to_integer<std::uint32_t>(octets[index + 2]));
    }
    append_suffix(id);
    return id;
}

std::optional<std::string> session_id_source::next(std::string_view random_part) {
    if (random_part.empty() || random_part.size() > most_random_characters ||
        !std::all_of(random_part.begin(), random_part.end(), is_id_character))
        return std::nullopt;
    std::string id(random_part);
    append_suffix(id);
    return id;
}

std::optional<shard_number> shard_of(std::string_view id) noexcept {
    if (id.size() <= suffix_characters ||
        id.size() > session_id_source::most_random_characters + suffix_characters)
        return std::nullopt;
    std::uint32_t bits = 0;
    for (char const character : id.substr(id.size() - suffix_characters)) {
        std::size_t const value = alphabet.find(character);
        if (value == std::string_view::npos)
            return std::nullopt;
        bits = bits << 6 | static_cast<std::uint32_t>(value);
    }
    return static_cast<shard_number>(bits >> counter_bits);
}

} // namespace socketiota::engine
