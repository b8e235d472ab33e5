// SPDX-License-Identifier: MIT
#include <array>
#include <cstddef>
#include <cstdint>

#include <cluster/base64.hpp>

namespace socketiota::cluster {
namespace {

constexpr std::string_view alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

constexpr std::uint8_t no_digit = 64;

constexpr std::array<std::uint8_t, 256> digits_of_characters() noexcept {
    std::array<std::uint8_t, 256> digits{};
    digits.fill(no_digit);
    for (std::size_t digit = 0; digit != alphabet.size(); ++digit)
        digits[static_cast<unsigned char>(alphabet[digit])] = static_cast<std::uint8_t>(digit);
    digits['-'] = digits['+'];
    digits['_'] = digits['/'];
    return digits;
}

constexpr std::array<std::uint8_t, 256> digits = digits_of_characters();

} // namespace

void append_base64(base::output_buffer& into, std::string_view octets) {
    std::size_t const size = (octets.size() + 2) / 3 * 4;
    char* to = into.prepare(size);
    for (; octets.size() >= 3; octets.remove_prefix(3)) {
        std::uint32_t group = 0;
        for (std::size_t index = 0; index != 3; ++index)
            group = group << 8 | static_cast<unsigned char>(octets[index]);
        for (unsigned shift = 24; shift != 0;)
            *to++ = alphabet[group >> (shift -= 6) & 63];
    }
    if (!octets.empty()) {
        std::uint32_t const first = static_cast<unsigned char>(octets[0]);
        std::uint32_t const second =
            octets.size() == 2 ? static_cast<unsigned char>(octets[1]) : 0U;
        std::uint32_t const group = first << 16 | second << 8;
        *to++ = alphabet[group >> 18];
        *to++ = alphabet[group >> 12 & 63];
        *to++ = octets.size() == 2 ? alphabet[group >> 6 & 63] : '=';
        *to++ = '=';
    }
    into.commit(size);
}

bool unpack_base64(std::string_view text, std::string& into) {
    for (int padding = 0; padding != 2 && text.ends_with('='); ++padding)
        text.remove_suffix(1);
    into.clear();
    if (text.size() % 4 == 1)
        return false;
    into.reserve(text.size() / 4 * 3 + 2);
    std::uint32_t bits = 0;
    int held = 0;
    for (char const character : text) {
        std::uint8_t const digit = digits[static_cast<unsigned char>(character)];
        if (digit == no_digit)
            return false;
        bits = bits << 6 | digit;
        held += 6;
        if (held >= 8) {
            held -= 8;
            into.push_back(static_cast<char>(bits >> held & 0xFF));
        }
    }
    return true;
}

} // namespace socketiota::cluster
