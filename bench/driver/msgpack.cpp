// SPDX-License-Identifier: MIT
#include "msgpack.hpp"

namespace socketiota::bench {

namespace {

void append_octets(std::string& to, std::uint64_t value, unsigned count) {
    while (count-- > 0)
        to += static_cast<char>((value >> (8 * count)) & 0xffU);
}

void append_head(std::string& to, unsigned kind) { to += static_cast<char>(kind); }

} // namespace

void append_map(std::string& to, std::size_t members) {
    append_head(to, 0x80U | static_cast<unsigned>(members));
}

void append_array(std::string& to, std::size_t elements) {
    append_head(to, 0x90U | static_cast<unsigned>(elements));
}

void append_number(std::string& to, std::uint64_t number) {
    if (number < 0x80) {
        append_octets(to, number, 1);
    } else if (number < 0x100) {
        append_head(to, 0xcc);
        append_octets(to, number, 1);
    } else if (number < 0x1'0000) {
        append_head(to, 0xcd);
        append_octets(to, number, 2);
    } else {
        append_head(to, 0xce);
        append_octets(to, number, 4);
    }
}

void append_string(std::string& to, std::string_view text) {
    if (text.size() < 32) {
        append_head(to, 0xa0U | static_cast<unsigned>(text.size()));
    } else if (text.size() < 0x100) {
        append_head(to, 0xd9);
        append_octets(to, text.size(), 1);
    } else if (text.size() < 0x1'0000) {
        append_head(to, 0xda);
        append_octets(to, text.size(), 2);
    } else {
        append_head(to, 0xdb);
        append_octets(to, text.size(), 4);
    }
    to += text;
}

} // namespace socketiota::bench
