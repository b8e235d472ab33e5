// SPDX-License-Identifier: MIT
#include "lines.hpp"

#include <socketiota/bytes.hpp>

#include <cstddef>
#include <iostream>
#include <string>
#include <string_view>

namespace interop {

namespace sio = socketiota;

namespace {

constexpr char const* bytes_key = "$bytes";
constexpr std::string_view digits = "0123456789abcdef";

std::string hex_of(sio::bytes const& given) {
    std::string text;
    text.reserve(given.view().size() * 2);
    for (std::byte const each : given.view()) {
        auto const octet = std::to_integer<unsigned>(each);
        text += digits[octet >> 4U];
        text += digits[octet & 15U];
    }
    return text;
}

sio::bytes octets_of(std::string_view hex) {
    std::string octets;
    octets.reserve(hex.size() / 2);
    for (std::size_t at = 0; at + 1 < hex.size(); at += 2)
        octets += static_cast<char>(digits.find(hex[at]) * 16 + digits.find(hex[at + 1]));
    return sio::bytes(std::string_view(octets));
}

/// The same with what `each` makes of everything in it, if it is an array or an object.
sio::value inside(sio::value const& given, sio::value (*each)(sio::value const&)) {
    if (given.is_array()) {
        auto made = sio::value::empty_array();
        for (sio::value const& held : given.elements())
            made.push_back(each(held));
        return made;
    }
    if (given.is_object()) {
        auto made = sio::value::empty_object();
        for (auto const& [name, held] : given.members())
            made.set(name, each(held));
        return made;
    }
    return given;
}

sio::value readable(sio::value const& given) {
    if (given.is_bytes())
        return sio::object(bytes_key, hex_of(given.value_or(sio::bytes())));
    return inside(given, readable);
}

} // namespace

void say(sio::value const& line) { std::cout << line.to_json() << std::endl; }

sio::value readable(sio::arguments const& given) {
    auto made = sio::value::empty_array();
    for (sio::value const& each : given)
        made.push_back(readable(each));
    return made;
}

sio::value meant(sio::value const& given) {
    if (given.is_object() && given[bytes_key].is_string())
        return sio::value(octets_of(given[bytes_key].value_or("")));
    return inside(given, meant);
}

sio::arguments arguments_of(sio::value const& given) {
    sio::value const all = meant(given);
    return {all.elements().begin(), all.elements().end()};
}

} // namespace interop
