// SPDX-License-Identifier: MIT
#include <algorithm>
#include <utility>
#include <variant>

#include <engine/origin.hpp>
#include <wire/http_syntax.hpp>

namespace socketiota::engine {
namespace {

bool is_letter_or_digit(char character) noexcept {
    return (character >= 'a' && character <= 'z') || (character >= '0' && character <= '9');
}

bool is_scheme(std::string_view text) noexcept {
    return !text.empty() && text != "ws" && text != "wss" &&
           std::all_of(text.begin(), text.end(), [](char each) {
               return is_letter_or_digit(each) || each == '+' || each == '-' || each == '.';
           });
}

/// A name, or an IPv6 address in brackets.
bool is_host(std::string_view text) noexcept {
    if (text.starts_with('[') && text.ends_with(']') && text.size() > 2)
        return text.find_first_not_of("0123456789abcdef:.", 1) == text.size() - 1;
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char each) {
        return is_letter_or_digit(each) || each == '-' || each == '.' || each == '_';
    });
}

bool is_port(std::string_view text) noexcept {
    return !text.empty() && text.size() <= 5 && text.front() != '0' &&
           std::all_of(text.begin(), text.end(),
                       [](char each) { return each >= '0' && each <= '9'; });
}

bool is_default_port(std::string_view scheme, std::string_view port) noexcept {
    return (scheme == "http" && port == "80") || (scheme == "https" && port == "443");
}

constexpr std::string_view any_text = "*";

bool is_pattern(std::string_view text) noexcept { return text.find('*') != text.npos; }

/// A host whose first label has a `*`.
bool is_host_pattern(std::string_view text) {
    std::size_t const star = text.find('*');
    if (star == text.npos)
        return is_host(text);
    std::size_t const dot = text.find('.');
    if (dot == text.npos || star > dot)
        return false; // it would match hosts of whoever likes
    std::string host(text);
    host[star] = 'x';
    return is_host(host) && !host.starts_with('[') && dot + 1 < text.size();
}

struct origin_parts {
    std::string scheme;
    std::string host;
    std::string port; // empty: the scheme's own
};

/// Takes apart what may be an origin or a pattern; what its host and its port are is not looked at.
std::optional<origin_parts> take_apart(std::string_view given) {
    std::string text(given);
    std::transform(text.begin(), text.end(), text.begin(), wire::to_lower);
    std::size_t const mark = text.find("://");
    if (mark == std::string::npos)
        return std::nullopt;
    origin_parts parts{text.substr(0, mark), text.substr(mark + 3), {}};
    if (!is_scheme(parts.scheme))
        return std::nullopt;
    if (parts.host.ends_with('/'))
        parts.host.pop_back();
    std::size_t const colon = parts.host.rfind(':');
    if (colon == std::string::npos || parts.host.ends_with(']'))
        return parts;
    parts.port = parts.host.substr(colon + 1);
    parts.host.resize(colon);
    if (parts.port.empty())
        return std::nullopt;
    if (is_default_port(parts.scheme, parts.port))
        parts.port.clear();
    return parts;
}

std::string put_together(origin_parts const& parts) {
    std::string text = parts.scheme + "://" + parts.host;
    if (!parts.port.empty())
        text += ':' + parts.port;
    return text;
}

/// `*` alone stands for any labels, with others in its label for any letters, digits and hyphens.
bool matches_host(std::string_view pattern, std::string_view host) noexcept {
    std::size_t const star = pattern.find('*');
    if (star == pattern.npos)
        return pattern == host;
    std::string_view const before = pattern.substr(0, star);
    std::string_view const behind = pattern.substr(star + 1);
    if (host.size() <= before.size() + behind.size() || !host.starts_with(before) ||
        !host.ends_with(behind))
        return false;
    std::string_view const any =
        host.substr(before.size(), host.size() - before.size() - behind.size());
    bool const is_whole_label = before.empty() && behind.starts_with('.');
    return is_whole_label ? !any.starts_with('.') : any.find('.') == any.npos;
}

bool matches(std::string_view pattern, origin_parts const& origin) {
    auto const asked = take_apart(pattern);
    return asked && asked->scheme == origin.scheme && matches_host(asked->host, origin.host) &&
           (asked->port == any_text || asked->port == origin.port);
}

} // namespace

std::optional<std::string> normal_origin(std::string_view given) {
    // Pages without an origin of their own, such as files and sandboxed frames.
    if (given == "null" || given == "file://")
        return std::string(given);
    auto const parts = take_apart(given);
    if (!parts || !is_host(parts->host) || !(parts->port.empty() || is_port(parts->port)))
        return std::nullopt;
    return put_together(*parts);
}

std::optional<std::string> normal_pattern(std::string_view given) {
    auto const parts = is_pattern(given) ? take_apart(given) : std::nullopt;
    if (!parts || !is_host_pattern(parts->host) ||
        !(parts->port.empty() || parts->port == any_text || is_port(parts->port)))
        return std::nullopt;
    return put_together(*parts);
}

std::vector<std::string> normal_origins(std::vector<std::string> given) {
    for (std::string& each : given)
        if (auto normal = is_pattern(each) ? normal_pattern(each) : normal_origin(each))
            each = std::move(*normal);
    return given;
}

void normalise(cors_options::origin_rule& rule) {
    if (auto* const fixed = std::get_if<std::string>(&rule)) {
        if (*fixed == any_origin)
            rule = cors_options::any{};
        else if (auto pattern = normal_pattern(*fixed))
            rule = std::vector<std::string>{std::move(*pattern)};
        else if (auto normal = normal_origin(*fixed))
            *fixed = std::move(*normal);
    } else if (auto* const list = std::get_if<std::vector<std::string>>(&rule)) {
        *list = normal_origins(std::move(*list));
    }
}

bool is_normal_origin(std::string_view origin) { return normal_origin(origin) == origin; }

bool are_normal(std::vector<std::string> const& origins) {
    return std::all_of(origins.begin(), origins.end(), [](std::string const& each) {
        return (is_pattern(each) ? normal_pattern(each) : normal_origin(each)) == each;
    });
}

bool is_one_of(std::vector<std::string> const& named, std::string_view origin) {
    if (is_pattern(origin))
        return false; // it would be equal to one
    if (std::find(named.begin(), named.end(), origin) != named.end())
        return true;
    if (std::none_of(named.begin(), named.end(), is_pattern))
        return false;
    // As browsers send it: nothing else is compared with patterns.
    auto const parts = is_normal_origin(origin) ? take_apart(origin) : std::nullopt;
    return parts && std::any_of(named.begin(), named.end(), [&parts](std::string const& each) {
               return is_pattern(each) && matches(each, *parts);
           });
}

bool is_any_origin(std::vector<std::string> const& allowed) noexcept {
    return allowed.size() == 1 && allowed.front() == any_origin;
}

bool lets_in(std::vector<std::string> const& allowed, std::string_view origin) {
    return allowed.empty() || origin.empty() || is_any_origin(allowed) ||
           is_one_of(allowed, origin);
}

bool lets_in_one_of(std::vector<std::string> const& allowed,
                    cors_options::origin_rule const& rule) {
    if (auto const* const fixed = std::get_if<std::string>(&rule))
        return lets_in(allowed, *fixed);
    auto const* const list = std::get_if<std::vector<std::string>>(&rule);
    return list == nullptr ||
           std::any_of(list->begin(), list->end(), [&allowed](std::string const& each) {
               return is_pattern(each) || lets_in(allowed, each);
           });
}

} // namespace socketiota::engine
