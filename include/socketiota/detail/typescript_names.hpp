// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

/// Names of C++ types and of events, as TypeScript can write them.
namespace socketiota::detail {

/// What the compiler calls a `T`, with its namespaces.
template <class T>
[[nodiscard]] consteval std::string_view type_name() noexcept {
    // g++:     ... type_name() [with T = chat::line; std::string_view = ...]
    // clang++: ... type_name() [T = chat::line]
    std::string_view const signature = __PRETTY_FUNCTION__;
    std::string_view const mark = "T = ";
    std::size_t const begin = signature.find(mark) + mark.size();
    return signature.substr(begin, signature.find_first_of(";]", begin) - begin);
}

/// The part behind the namespaces and classes that a name stands in.
[[nodiscard]] constexpr std::string_view unqualified(std::string_view name) noexcept {
    // What stands between the brackets of a template has namespaces of its own.
    std::string_view const head = name.substr(0, name.find('<'));
    std::size_t const colons = head.rfind("::");
    return colons == std::string_view::npos ? name : name.substr(colons + 2);
}

[[nodiscard]] constexpr bool is_identifier_character(char character) noexcept {
    return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') ||
           (character >= '0' && character <= '9') || character == '_';
}

/// A name with one `_` in place of whatever stands between its identifiers.
[[nodiscard]] inline std::string identifier(std::string_view name) {
    std::string made;
    for (char const character : name)
        if (is_identifier_character(character))
            made += character;
        else if (!made.empty() && made.back() != '_')
            made += '_';
    return made;
}

/// A key of an interface: as it is if it is an identifier, else as a string.
[[nodiscard]] inline std::string typescript_key(std::string_view name) {
    bool const is_plain = !name.empty() && !(name[0] >= '0' && name[0] <= '9') &&
                          std::ranges::all_of(name, is_identifier_character);
    if (is_plain)
        return std::string(name);
    constexpr std::string_view digits = "0123456789abcdef";
    std::string quoted = "\"";
    for (char const character : name) {
        auto const octet = static_cast<unsigned char>(character);
        if (character == '"' || character == '\\') {
            quoted += '\\';
            quoted += character;
        } else if (octet < 0x20) {
            quoted += "\\x";
            quoted += digits[octet >> 4];
            quoted += digits[octet & 15];
        } else {
            quoted += character;
        }
    }
    return quoted + '"';
}

} // namespace socketiota::detail
