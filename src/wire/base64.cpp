// SPDX-License-Identifier: MIT
#include <array>
#include <cstdint>

#include <wire/base64.hpp>

namespace socketiota::wire {
namespace {

constexpr std::string_view alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

// What a character stands for; its top bit tells characters outside of both alphabets.
constexpr std::uint8_t garbage = 0x80;

consteval std::array<std::uint8_t, 256> make_values() {
    std::array<std::uint8_t, 256> values{};
    values.fill(garbage);
    for (std::size_t index = 0; index < alphabet.size(); ++index)
        values[static_cast<unsigned char>(alphabet[index])] = static_cast<std::uint8_t>(index);
    values['-'] = 62;
    values['_'] = 63;
    return values;
}

constexpr std::array<std::uint8_t, 256> values = make_values();

std::uint32_t value_of(char c) noexcept { return values[static_cast<unsigned char>(c)]; }

char character(std::uint32_t bits) noexcept { return alphabet[bits & 0x3F]; }

std::byte low_octet(std::uint32_t bits) noexcept { return static_cast<std::byte>(bits & 0xFF); }

std::string_view without_padding(std::string_view text) noexcept {
    return text.substr(0, text.find('='));
}

} // namespace

char* encode_base64(std::span<std::byte const> data, char* destination) noexcept {
    auto const octet = [&data](std::size_t index) {
        return std::to_integer<std::uint32_t>(data[index]);
    };
    std::size_t done = 0;
    for (; data.size() - done >= 3; done += 3) {
        std::uint32_t const bits = octet(done) << 16 | octet(done + 1) << 8 | octet(done + 2);
        *destination++ = character(bits >> 18);
        *destination++ = character(bits >> 12);
        *destination++ = character(bits >> 6);
        *destination++ = character(bits);
    }
    std::size_t const left = data.size() - done;
    if (left == 0)
        return destination;
    std::uint32_t const bits = octet(done) << 16 | (left == 2 ? octet(done + 1) << 8 : 0);
    *destination++ = character(bits >> 18);
    *destination++ = character(bits >> 12);
    *destination++ = left == 2 ? character(bits >> 6) : '=';
    *destination++ = '=';
    return destination;
}

std::size_t base64_decoded_size(std::string_view text) noexcept {
    std::size_t characters = 0;
    for (char const c : without_padding(text))
        if (value_of(c) != garbage)
            ++characters;
    return max_base64_decoded_size(characters);
}

std::size_t decode_base64(std::string_view text, std::byte* destination) noexcept {
    text = without_padding(text);
    std::byte* const begin = destination;
    std::uint32_t bits = 0;
    std::size_t pending = 0;
    std::size_t done = 0;
    while (done < text.size()) {
        if (pending == 0 && text.size() - done >= 4) [[likely]] {
            std::uint32_t const first = value_of(text[done]);
            std::uint32_t const second = value_of(text[done + 1]);
            std::uint32_t const third = value_of(text[done + 2]);
            std::uint32_t const fourth = value_of(text[done + 3]);
            if (((first | second | third | fourth) & garbage) == 0) [[likely]] {
                bits = first << 18 | second << 12 | third << 6 | fourth;
                *destination++ = low_octet(bits >> 16);
                *destination++ = low_octet(bits >> 8);
                *destination++ = low_octet(bits);
                done += 4;
                continue;
            }
        }
        // Four characters that are not all of the alphabet, or the end: one by one.
        std::uint32_t const value = value_of(text[done++]);
        if (value == garbage)
            continue;
        bits = bits << 6 | value;
        if (++pending == 4) {
            *destination++ = low_octet(bits >> 16);
            *destination++ = low_octet(bits >> 8);
            *destination++ = low_octet(bits);
            pending = 0;
        }
    }
    // A single character is not an octet: its bits are dropped, and the spare ones of two or three.
    if (pending >= 2)
        *destination++ = low_octet(pending == 2 ? bits >> 4 : bits >> 10);
    if (pending == 3)
        *destination++ = low_octet(bits >> 2);
    return static_cast<std::size_t>(destination - begin);
}

} // namespace socketiota::wire
