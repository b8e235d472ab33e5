// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/codec/customisation.hpp>

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace socketiota {

/// A view: valid during the synchronous call only, so coroutine handlers take `std::string`.
template <>
struct codec<std::string_view> {
    static void encode(writer& to, std::string_view from) { to.write_string(from); }

    static bool decode(reader& from, std::string_view& into) { return from.read_string(into); }

    static constexpr bool accepts(value_kind kind) noexcept { return kind == value_kind::string; }
};

template <class Allocator>
struct codec<std::basic_string<char, std::char_traits<char>, Allocator>> {
    using string = std::basic_string<char, std::char_traits<char>, Allocator>;

    static void encode(writer& to, string const& from) { to.write_string(from); }

    static bool decode(reader& from, string& into) {
        std::string_view text;
        if (!from.read_string(text))
            return false;
        into.assign(text);
        return true;
    }

    static constexpr bool accepts(value_kind kind) noexcept { return kind == value_kind::string; }
};

/// Can be sent only; a null pointer is null.
template <>
struct codec<char const*> {
    static void encode(writer& to, char const* from) {
        if (from == nullptr)
            to.write_null();
        else
            to.write_string(from);
    }
};

template <>
struct codec<char*> : codec<char const*> {};

/// String literals, can be sent only. As with `std::string_view`, the first NUL is the end.
template <std::size_t Size>
struct codec<char[Size]> {
    static void encode(writer& to, char const (&from)[Size]) {
        std::string_view const text(from, Size);
        to.write_string(text.substr(0, text.find('\0')));
    }
};

template <>
struct codec<bytes> {
    static void encode(writer& to, bytes const& from) { to.write_bytes(from); }

    static bool decode(reader& from, bytes& into) { return from.read_bytes(into); }

    static constexpr bool accepts(value_kind kind) noexcept { return kind == value_kind::bytes; }
};

/// A view of binary: valid during the synchronous call only. Sending one copies the octets.
template <>
struct codec<std::span<std::byte const>> {
    static void encode(writer& to, std::span<std::byte const> from) { to.write_bytes(bytes(from)); }

    static bool decode(reader& from, std::span<std::byte const>& into) {
        return from.read_bytes(into);
    }

    static constexpr bool accepts(value_kind kind) noexcept { return kind == value_kind::bytes; }
};

/// Can be sent only.
template <>
struct codec<std::span<std::byte>> {
    static void encode(writer& to, std::span<std::byte> from) { to.write_bytes(bytes(from)); }
};

/// Binary; both ways copy the octets, take `bytes` to share them.
template <class Allocator>
struct codec<std::vector<std::byte, Allocator>> {
    using octets = std::vector<std::byte, Allocator>;

    static void encode(writer& to, octets const& from) {
        to.write_bytes(bytes(std::span<std::byte const>(from)));
    }

    static bool decode(reader& from, octets& into) {
        std::span<std::byte const> view;
        if (!from.read_bytes(view))
            return false;
        into.assign(view.begin(), view.end());
        return true;
    }

    static constexpr bool accepts(value_kind kind) noexcept { return kind == value_kind::bytes; }
};

} // namespace socketiota
