// SPDX-License-Identifier: MIT
#include <socketiota/reader.hpp>

#include <base/utf8.hpp>
#include <value/error_path.hpp>

namespace socketiota {
namespace {

constexpr std::size_t most_characters = 40;
constexpr std::size_t shown_at_each_end = 4;

void append_code_unit(std::string& into, unsigned unit) {
    constexpr std::string_view digits = "0123456789abcdef";
    into += "\\u";
    for (int shift = 12; shift >= 0; shift -= 4)
        into += digits[unit >> shift & 0xFU];
}

void append_code_point(std::string& into, unsigned code_point) {
    if (code_point >= 0x10000) {
        append_code_unit(into, 0xD800 + ((code_point - 0x10000) >> 10));
        append_code_unit(into, 0xDC00 + ((code_point - 0x10000) & 0x3FF));
    } else if (code_point < 0x20 || code_point > 0x7E) {
        append_code_unit(into, code_point);
    } else {
        if (code_point == '"' || code_point == '\\')
            into += '\\';
        into += static_cast<char>(code_point);
    }
}

/// What the octets of a character, whose number the first one tells, stand for.
unsigned code_point_of(char const* at, int length) noexcept {
    auto const octet = [at](int index) { return static_cast<unsigned char>(at[index]) & 0xFFU; };
    if (length == 1)
        return octet(0);
    unsigned code_point = octet(0) & (0x7FU >> length);
    for (int index = 1; index != length; ++index)
        code_point = code_point << 6 | (octet(index) & 0x3FU);
    return code_point;
}

} // namespace

void append_name(std::string& into, std::string_view name) {
    char const* at = name.data();
    char const* const end = at + name.size();
    into += '"';
    for (std::size_t count = 0; at != end; ++count) {
        if (count == most_characters) {
            into += "...";
            break;
        }
        int length = base::utf8_sequence_length(at, end);
        if (length < 0 && base::is_encoded_surrogate(at, end))
            length = 3;
        append_code_point(into, length > 0 ? code_point_of(at, length) : 0xFFFD);
        at += length > 0 ? length : -length;
    }
    into += '"';
}

/// Counts the steps; where some are left out, dots stand for them.
bool error_path::is_printed() {
    std::size_t const step = step_++;
    if (steps_ <= 2 * shown_at_each_end || step < shown_at_each_end ||
        step >= steps_ - shown_at_each_end)
        return true;
    if (step == shown_at_each_end)
        text_ += "...";
    return false;
}

void error_path::add_element(std::size_t index) {
    if (is_printed())
        text_ += '[' + std::to_string(index) + ']';
}

void error_path::add_member(std::string_view name) {
    if (!is_printed())
        return;
    text_ += '.';
    append_name(text_, name);
}

bool reader::fail_saying(error_code reason, std::string_view said, detail::kind_set wanted,
                         bool misses_member) noexcept {
    if (!error_.failed()) {
        error_ = reason;
        said_ = said;
        wanted_kinds_ = wanted;
        misses_member_ = misses_member;
        on_failure();
    }
    return false;
}

std::string reader::error_path() const {
    if (!failed())
        return {};
    std::string path = failure_path();
    if (misses_member()) {
        path += '.';
        append_name(path, said_);
    }
    return path;
}

} // namespace socketiota
