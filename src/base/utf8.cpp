// SPDX-License-Identifier: MIT
#include <simdjson.h>

#include <cstddef>

#include <base/octet_words.hpp>
#include <base/utf8.hpp>

namespace socketiota::base {
namespace {

bool is_ascii(std::string_view text) noexcept {
    octet_word seen = 0;
    if (text.size() < octet_word_size) {
        for (char const each : text)
            seen |= static_cast<unsigned char>(each);
    } else {
        for (std::size_t at = 0; at < text.size() - octet_word_size; at += octet_word_size)
            seen |= load_word(text.data() + at);
        seen |= load_word(text.data() + text.size() - octet_word_size); // again some of the last
    }
    return marks_beyond_ascii(seen) == 0;
}

} // namespace

bool is_valid_utf8(std::string_view text) noexcept {
    // Names and keys are short and ASCII nearly always, and an event in msgpack has a dozen of
    // them: to see that costs a tenth of a call of simdjson.
    constexpr std::size_t longest = 64;
    if (text.size() <= longest && is_ascii(text))
        return true;
    return simdjson::validate_utf8(text.data(), text.size());
}

int utf8_sequence_length(char const* at, char const* end) noexcept {
    auto const octet = [at](int index) { return static_cast<unsigned char>(at[index]); };
    unsigned const lead = octet(0);
    unsigned low = 0x80;
    unsigned high = 0xBF;
    int length = 0;
    if (lead < 0x80)
        return 1;
    if (lead >= 0xC2 && lead <= 0xDF)
        length = 2;
    else if (lead >= 0xE0 && lead <= 0xEF)
        length = 3;
    else if (lead >= 0xF0 && lead <= 0xF4)
        length = 4;
    else
        return -1;
    if (lead == 0xE0)
        low = 0xA0;
    else if (lead == 0xED)
        high = 0x9F;
    else if (lead == 0xF0)
        low = 0x90;
    else if (lead == 0xF4)
        high = 0x8F;
    for (int index = 1; index != length; ++index) {
        if (at + index == end || octet(index) < low || octet(index) > high)
            return -index;
        low = 0x80;
        high = 0xBF;
    }
    return length;
}

bool is_encoded_surrogate(char const* at, char const* end) noexcept {
    auto const octet = [at](int index) { return static_cast<unsigned char>(at[index]); };
    return end - at >= 3 && octet(0) == 0xED && octet(1) >= 0xA0 && octet(1) <= 0xBF &&
           octet(2) >= 0x80 && octet(2) <= 0xBF;
}

std::string to_valid_utf8(std::string_view text) {
    std::string valid;
    char const* at = text.data();
    char const* const end = at + text.size();
    while (at != end) {
        int const length = utf8_sequence_length(at, end);
        if (length > 0) {
            valid.append(at, static_cast<std::size_t>(length));
            at += length;
        } else {
            valid.append(replacement_character);
            at += is_encoded_surrogate(at, end) ? 3 : -length;
        }
    }
    return valid;
}

} // namespace socketiota::base
