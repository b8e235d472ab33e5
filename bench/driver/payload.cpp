// SPDX-License-Identifier: MIT
#include "payload.hpp"

#include <algorithm>

namespace socketiota::bench {

namespace {

void write_hexadecimal(char* target, std::uint64_t value) {
    for (int i = 7; i >= 0; --i, value >>= 4)
        target[i] = "0123456789abcdef"[value & 0xf];
}

// Where the payload begins: after the last `"` that opens a string. Payloads hold none.
std::string_view payload_of(std::string_view packet) {
    const auto end = packet.rfind('"');
    if (end == std::string_view::npos || end == 0)
        return {};
    const auto begin = packet.rfind('"', end - 1);
    return begin == std::string_view::npos ? std::string_view{}
                                           : packet.substr(begin + 1, end - begin - 1);
}

} // namespace

// Words in an order that never repeats for long, as text has it: what repeats would compress to
// nothing.
payload_maker::payload_maker(std::size_t size) : text_(size, ' ') {
    constexpr std::string_view syllables = "kalomirestabunovechipudwagofenzy";
    std::uint64_t state = 1;
    for (std::size_t at = 16; at < size;) {
        constexpr std::size_t longest = 4;
        state = state * 6364136223846793005U + 1442695040888963407U;
        for (std::size_t left = 1 + (state >> 33) % longest; left > 0 && at < size; --left) {
            const std::size_t which = (state >> (40 + 4 * left)) % (syllables.size() / 2);
            text_[at++] = syllables[2 * which];
            if (at < size)
                text_[at++] = syllables[2 * which + 1];
        }
        if (at < size)
            text_[at++] = ' ';
    }
}

std::string_view payload_maker::make(std::size_t sender, std::uint64_t operation) {
    write_hexadecimal(text_.data(), sender);
    write_hexadecimal(text_.data() + 8, operation);
    return text_;
}

std::string explain_difference(std::string_view expected, std::string_view actual) {
    const std::string_view wanted = payload_of(expected);
    const std::string_view got = payload_of(actual);
    if (wanted.size() == got.size() && got.size() >= 16 &&
        wanted.substr(0, 16) != got.substr(0, 16) && wanted.substr(16) == got.substr(16)) {
        return "got operation " + std::string{got.substr(0, 16)} + " where " +
               std::string{wanted.substr(0, 16)} +
               " was due (sender and number, hexadecimal): lost, repeated or out of order";
    }
    const auto at =
        std::mismatch(expected.begin(), expected.end(), actual.begin(), actual.end()).first -
        expected.begin();
    return "got " + std::to_string(actual.size()) + " bytes that differ at byte " +
           std::to_string(at) + " from the " + std::to_string(expected.size()) +
           " expected: " + std::string{actual.substr(0, 80)} + " instead of " +
           std::string{expected.substr(0, 80)};
}

} // namespace socketiota::bench
