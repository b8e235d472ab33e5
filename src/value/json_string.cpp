// SPDX-License-Identifier: MIT
#include <cstdint>
#include <cstring>

#include <base/utf8.hpp>
#include <value/json_scan.hpp>
#include <value/json_string.hpp>

namespace socketiota {
namespace {

constexpr char hex_digits[] = "0123456789abcdef";

unsigned hex_value(char digit) noexcept {
    return is_json_digit(digit) ? static_cast<unsigned>(digit - '0')
                                : static_cast<unsigned>((digit | 0x20) - 'a' + 10);
}

/// The four hexadecimal digits at `at`.
unsigned code_unit(char const* at) noexcept {
    return hex_value(at[0]) << 12 | hex_value(at[1]) << 8 | hex_value(at[2]) << 4 |
           hex_value(at[3]);
}

constexpr bool is_leading_surrogate(unsigned unit) noexcept {
    return unit >= 0xD800 && unit <= 0xDBFF;
}

constexpr bool is_trailing_surrogate(unsigned unit) noexcept {
    return unit >= 0xDC00 && unit <= 0xDFFF;
}

char* put_utf8(char* into, unsigned code_point) noexcept {
    auto const put = [&into](unsigned octet) { *into++ = static_cast<char>(octet); };
    if (code_point < 0x80) {
        put(code_point);
    } else if (code_point < 0x800) {
        put(0xC0 | code_point >> 6);
        put(0x80 | (code_point & 0x3F));
    } else if (code_point < 0x10000) {
        put(0xE0 | code_point >> 12);
        put(0x80 | (code_point >> 6 & 0x3F));
        put(0x80 | (code_point & 0x3F));
    } else {
        put(0xF0 | code_point >> 18);
        put(0x80 | (code_point >> 12 & 0x3F));
        put(0x80 | (code_point >> 6 & 0x3F));
        put(0x80 | (code_point & 0x3F));
    }
    return into;
}

/// Decodes `\uXXXX`, or two of them that make a pair; `at` is behind the `u`.
char* unescape_code_point(char const*& at, char const* end, char* into,
                          lone_surrogates lone) noexcept {
    unsigned code_point = code_unit(at);
    at += 4;
    if (is_leading_surrogate(code_point) && end - at >= 6 && at[0] == '\\' && at[1] == 'u' &&
        is_trailing_surrogate(code_unit(at + 2))) {
        code_point = 0x10000 + ((code_point - 0xD800) << 10) + (code_unit(at + 2) - 0xDC00);
        at += 6;
    } else if (lone == lone_surrogates::replaced &&
               (is_leading_surrogate(code_point) || is_trailing_surrogate(code_point))) {
        code_point = 0xFFFD;
    }
    return put_utf8(into, code_point);
}

char short_escape_meaning(char letter) noexcept {
    switch (letter) {
    case 'b':
        return '\b';
    case 'f':
        return '\f';
    case 'n':
        return '\n';
    case 'r':
        return '\r';
    case 't':
        return '\t';
    default:
        return letter; // quote, backslash and slash
    }
}

void append_escape(base::output_buffer& into, char character) {
    char* const at = into.prepare(6);
    at[0] = '\\';
    switch (character) {
    case '"':
    case '\\':
        at[1] = character;
        break;
    case '\b':
        at[1] = 'b';
        break;
    case '\f':
        at[1] = 'f';
        break;
    case '\n':
        at[1] = 'n';
        break;
    case '\r':
        at[1] = 'r';
        break;
    case '\t':
        at[1] = 't';
        break;
    default:
        std::memcpy(at + 1, "u00", 3);
        at[4] = hex_digits[static_cast<unsigned char>(character) >> 4];
        at[5] = hex_digits[static_cast<unsigned char>(character) & 0xF];
        into.commit(6);
        return;
    }
    into.commit(2);
}

/// Appends text whose octets above 0x7F are known to be in order.
void append_escaped(base::output_buffer& into, char const* at, char const* end) {
    for (;;) {
        char const* const run_end = find_literal_run(at, end).end;
        into.append(std::string_view(at, static_cast<std::size_t>(run_end - at)));
        if (run_end == end)
            return;
        append_escape(into, *run_end);
        at = run_end + 1;
    }
}

void append_encoded_surrogate(base::output_buffer& into, char const* at) {
    char* const escape = into.prepare(6);
    std::memcpy(escape, "\\ud", 3);
    // The first octet holds the 0xD, the others the lower twelve bits.
    unsigned const bits = (static_cast<unsigned char>(at[1]) & 0x3FU) << 6 |
                          (static_cast<unsigned char>(at[2]) & 0x3FU);
    escape[3] = hex_digits[bits >> 8];
    escape[4] = hex_digits[bits >> 4 & 0xF];
    escape[5] = hex_digits[bits & 0xF];
    into.commit(6);
}

/// Appends text that is not UTF-8, mended.
void append_mended(base::output_buffer& into, char const* at, char const* end) {
    while (at != end) {
        char const* run_end = at;
        int length = 0;
        while (run_end != end && (length = base::utf8_sequence_length(run_end, end)) > 0)
            run_end += length;
        append_escaped(into, at, run_end);
        at = run_end;
        if (at == end)
            return;
        if (base::is_encoded_surrogate(at, end)) {
            append_encoded_surrogate(into, at);
            at += 3;
        } else {
            into.append(base::replacement_character);
            at -= length;
        }
    }
}

} // namespace

char* unescape_json_string(std::string_view escaped, char* into, lone_surrogates lone) noexcept {
    char const* at = escaped.data();
    char const* const end = at + escaped.size();
    for (;;) {
        char const* const run_end = find_literal_run(at, end).end;
        auto const length = static_cast<std::size_t>(run_end - at);
        std::memcpy(into, at, length);
        into += length;
        if (run_end == end)
            return into;
        at = run_end + 2;
        if (run_end[1] == 'u')
            into = unescape_code_point(at, end, into, lone);
        else
            *into++ = short_escape_meaning(run_end[1]);
    }
}

void append_json_string(base::output_buffer& into, std::string_view text) {
    char const* const begin = text.data();
    char const* const end = begin + text.size();
    literal_run const run = find_literal_run(begin, end);
    if (run.end == end && !run.has_high_octets) {
        // Nearly all strings: one look, one copy.
        std::size_t const length = text.size();
        char* const at = into.prepare(length + 2);
        at[0] = '"';
        if (length != 0)
            std::memcpy(at + 1, begin, length);
        at[length + 1] = '"';
        into.commit(length + 2);
        return;
    }
    into.append('"');
    if (base::is_valid_utf8(text))
        append_escaped(into, begin, end);
    else
        append_mended(into, begin, end);
    into.append('"');
}

} // namespace socketiota
