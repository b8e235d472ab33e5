// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include <base/octet_words.hpp>

namespace socketiota::wire {

/// Kinds of characters in HTTP, for `is_kind`; a character may be of several.
enum class character_kind : std::uint8_t {
    /// In names of headers, methods, subprotocols (RFC 9110 5.6.2).
    token = 1,
    /// In values of headers: visible, space, tab, and the octets from 0x80 (RFC 9110 5.5).
    field_value = 2,
    /// In targets: visible ASCII without `#`. More than RFC 3986 allows, because browsers send
    /// `|`, `{` and others as they are (WHATWG URL, query percent-encode set).
    target = 4,
    /// In `Host` and in the authority of a target (RFC 3986 3.2.2 and 3.2.3).
    authority = 8,
    /// In queries: what stands for itself, ASCII but for `%` and `+` (WHATWG URL, urlencoded).
    query_literal = 16,
};

namespace detail {

constexpr bool is_alphanumeric(unsigned char c) noexcept {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

consteval std::array<std::uint8_t, 256> make_character_kinds() {
    std::array<std::uint8_t, 256> kinds{};
    auto const mark = [&kinds](unsigned char c, character_kind kind) {
        kinds[c] = static_cast<std::uint8_t>(kinds[c] | static_cast<std::uint8_t>(kind));
    };
    for (unsigned value = 0; value < 256; ++value) {
        auto const c = static_cast<unsigned char>(value);
        if (is_alphanumeric(c)) {
            mark(c, character_kind::token);
            mark(c, character_kind::authority);
        }
        if (c == '\t' || (c >= 0x20 && c != 0x7F))
            mark(c, character_kind::field_value);
        if (c > 0x20 && c < 0x7F && c != '#')
            mark(c, character_kind::target);
        if (c < 0x80 && c != '%' && c != '+')
            mark(c, character_kind::query_literal);
    }
    for (char const c : std::string_view("!#$%&'*+-.^_`|~"))
        mark(static_cast<unsigned char>(c), character_kind::token);
    for (char const c : std::string_view("-._~%!$&'()*+,;=:[]"))
        mark(static_cast<unsigned char>(c), character_kind::authority);
    return kinds;
}

inline constexpr std::array<std::uint8_t, 256> character_kinds = make_character_kinds();

} // namespace detail

[[nodiscard]] constexpr bool is_kind(char c, character_kind kind) noexcept {
    return (detail::character_kinds[static_cast<unsigned char>(c)] &
            static_cast<std::uint8_t>(kind)) != 0;
}

/// Whether `text` is not empty and has characters of `kind` alone.
[[nodiscard]] constexpr bool consists_of(std::string_view text, character_kind kind) noexcept {
    for (char const c : text)
        if (!is_kind(c, kind))
            return false;
    return !text.empty();
}

/// The first index from `from` on whose character is not of `kind`, or the size of `text`.
[[nodiscard]] constexpr std::size_t skip(std::string_view text, std::size_t from,
                                         character_kind kind) noexcept {
    while (from < text.size() && is_kind(text[from], kind))
        ++from;
    return from;
}

/// `skip` for tokens, most of which are letters and hyphens.
[[nodiscard]] inline std::size_t skip_token(std::string_view text, std::size_t from) noexcept {
    from = base::find_mark(text, from, base::marks_beyond_letters);
    return skip(text, from, character_kind::token);
}

[[nodiscard]] inline bool is_token(std::string_view text) noexcept {
    return !text.empty() && skip_token(text, 0) == text.size();
}

/// `skip` for values of headers, which are long.
[[nodiscard]] inline std::size_t skip_field_value(std::string_view text,
                                                  std::size_t from) noexcept {
    from = base::find_mark(text, from, [](base::octet_word word) {
        return base::marks_below<0x20>(word) | base::marks_of(word, '\x7F');
    });
    return skip(text, from, character_kind::field_value); // a tab may have stopped the words
}

/// `skip` for targets, which are long.
[[nodiscard]] inline std::size_t skip_target(std::string_view text, std::size_t from) noexcept {
    from = base::find_mark(text, from, [](base::octet_word word) {
        return base::marks_below<0x21>(word) | base::marks_of(word, '\x7F') |
               base::marks_of(word, '#') | base::marks_beyond_ascii(word);
    });
    return skip(text, from, character_kind::target);
}

/// `skip` for names and values in queries.
[[nodiscard]] inline std::size_t skip_query_literal(std::string_view text,
                                                    std::size_t from) noexcept {
    from = base::find_mark(text, from, [](base::octet_word word) {
        return base::marks_of(word, '%') | base::marks_of(word, '+') |
               base::marks_beyond_ascii(word);
    });
    return skip(text, from, character_kind::query_literal);
}

/// Whether `c` is optional white space (RFC 9110 5.6.3).
[[nodiscard]] constexpr bool is_blank(char c) noexcept { return c == ' ' || c == '\t'; }

/// `text` without optional white space around it.
[[nodiscard]] constexpr std::string_view trim(std::string_view text) noexcept {
    while (!text.empty() && is_blank(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && is_blank(text.back()))
        text.remove_suffix(1);
    return text;
}

[[nodiscard]] constexpr char to_lower(char c) noexcept {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
}

/// Whether both are the same but for the case of ASCII letters.
[[nodiscard]] constexpr bool equal_ignoring_case(std::string_view left,
                                                 std::string_view right) noexcept {
    if (left.size() != right.size())
        return false;
    for (std::size_t index = 0; index < left.size(); ++index)
        if (left[index] != right[index] && to_lower(left[index]) != to_lower(right[index]))
            return false;
    return true;
}

/// The value of a digit of base 16, or nothing.
[[nodiscard]] constexpr std::optional<std::uint8_t> hex_digit(char c) noexcept {
    if (c >= '0' && c <= '9')
        return static_cast<std::uint8_t>(c - '0');
    char const lower = to_lower(c);
    if (lower >= 'a' && lower <= 'f')
        return static_cast<std::uint8_t>(lower - 'a' + 10);
    return std::nullopt;
}

/// Cuts the next element off a comma-separated list (RFC 9110 5.6.1), without white space around
/// it; it may be empty. Call it while `list` is not empty.
[[nodiscard]] constexpr std::string_view next_list_element(std::string_view& list) noexcept {
    std::size_t const comma = list.find(',');
    std::string_view const element = list.substr(0, comma);
    list.remove_prefix(comma == std::string_view::npos ? list.size() : comma + 1);
    return trim(element);
}

} // namespace socketiota::wire
