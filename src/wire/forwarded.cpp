// SPDX-License-Identifier: MIT
#include <algorithm>
#include <utility>

#include <wire/forwarded.hpp>
#include <wire/http_syntax.hpp>

namespace socketiota::wire {
namespace {

std::string_view trimmed(std::string_view text) noexcept {
    auto const is_space = [](char c) { return c == ' ' || c == '\t'; };
    while (!text.empty() && is_space(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && is_space(text.back()))
        text.remove_suffix(1);
    return text;
}

bool is_port(std::string_view text) noexcept {
    return !text.empty() && text.size() <= 5 &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// `192.0.2.1`, `192.0.2.1:80`, `[2001:db8::1]`, `[2001:db8::1]:80`, and `2001:db8::1`, which
/// proxies write into X-Forwarded-For. Whether it is an address is not looked at.
std::string_view without_port(std::string_view node) noexcept {
    if (node.starts_with('[')) {
        std::size_t const end = node.find(']');
        if (end == node.npos)
            return {};
        std::string_view const behind = node.substr(end + 1);
        if (!behind.empty() && !(behind.front() == ':' && is_port(behind.substr(1))))
            return {};
        return node.substr(1, end - 1);
    }
    std::size_t const colon = node.find(':');
    if (colon == node.npos || node.find(':', colon + 1) != node.npos)
        return node;
    return is_port(node.substr(colon + 1)) ? node.substr(0, colon) : std::string_view();
}

/// The text of a token or a quoted text; nothing if it is neither, or has escapes, which no address
/// needs.
std::optional<std::string_view> value_of(std::string_view text) noexcept {
    if (!text.starts_with('"'))
        return is_token(text) ? std::optional(text) : std::nullopt;
    if (text.size() < 2 || !text.ends_with('"'))
        return std::nullopt;
    text = text.substr(1, text.size() - 2);
    if (text.find_first_of("\"\\") != text.npos)
        return std::nullopt;
    return text;
}

/// RFC 7239 section 4: pairs with `;` between them, each name once. A hop in which anything is
/// wrong says nothing.
forwarded_hop read_pairs(std::string_view element) noexcept {
    forwarded_hop hop;
    bool has_node = false;
    while (!element.empty()) {
        std::size_t const end = element.find(';'); // addresses have none, quoted or not
        std::string_view const pair = trimmed(element.substr(0, end));
        element = end == element.npos ? std::string_view() : element.substr(end + 1);
        std::size_t const equals = pair.find('=');
        if (equals == pair.npos)
            return {};
        std::string_view const name = pair.substr(0, equals);
        auto const value = value_of(pair.substr(equals + 1));
        if (!is_token(name) || !value)
            return {};
        if (equal_ignoring_case(name, "for")) {
            if (std::exchange(has_node, true))
                return {};
            hop.node = without_port(*value);
        }
    }
    return hop;
}

} // namespace

std::string_view forwarded_reader::take_last() noexcept {
    // Quoted texts with commas are nothing that an address could be: both halves say nothing.
    std::size_t const comma = rest_.rfind(',');
    ended_ = comma == rest_.npos;
    std::string_view const last = ended_ ? rest_ : rest_.substr(comma + 1);
    rest_ = ended_ ? std::string_view() : rest_.substr(0, comma);
    return trimmed(last);
}

std::optional<forwarded_hop> forwarded_reader::previous() noexcept {
    while (!ended_) {
        std::string_view const last = take_last();
        if (last.empty())
            continue; // RFC 9110 section 5.6.1
        if (form_ == form::forwarded)
            return read_pairs(last);
        return forwarded_hop{without_port(last)};
    }
    return std::nullopt;
}

} // namespace socketiota::wire
