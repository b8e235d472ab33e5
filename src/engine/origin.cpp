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

} // namespace

std::optional<std::string> normal_origin(std::string_view given) {
    // Pages without an origin of their own, such as files and sandboxed frames.
    if (given == "null" || given == "file://")
        return std::string(given);
    std::string text(given);
    std::transform(text.begin(), text.end(), text.begin(), wire::to_lower);
    std::size_t const mark = text.find("://");
    if (mark == std::string::npos)
        return std::nullopt;
    std::string const scheme = text.substr(0, mark);
    std::string host = text.substr(mark + 3);
    if (host.ends_with('/'))
        host.pop_back();
    std::string port;
    std::size_t const colon = host.rfind(':');
    if (colon != std::string::npos && !host.ends_with(']')) {
        port = host.substr(colon + 1);
        host.resize(colon);
        if (!is_port(port))
            return std::nullopt;
    }
    if (!is_scheme(scheme) || !is_host(host))
        return std::nullopt;
    std::string normal = scheme + "://" + host;
    if (!port.empty() && !is_default_port(scheme, port))
        normal += ':' + port;
    return normal;
}

std::vector<std::string> normal_origins(std::vector<std::string> given) {
    for (std::string& each : given)
        if (auto normal = normal_origin(each))
            each = std::move(*normal);
    return given;
}

void normalise(cors_options::origin_rule& rule) {
    if (auto* const fixed = std::get_if<std::string>(&rule)) {
        if (*fixed == any_origin)
            rule = cors_options::any{};
        else if (auto normal = normal_origin(*fixed))
            *fixed = std::move(*normal);
    } else if (auto* const list = std::get_if<std::vector<std::string>>(&rule)) {
        *list = normal_origins(std::move(*list));
    }
}

bool is_normal_origin(std::string_view origin) { return normal_origin(origin) == origin; }

bool is_any_origin(std::vector<std::string> const& allowed) noexcept {
    return allowed.size() == 1 && allowed.front() == any_origin;
}

bool lets_in(std::vector<std::string> const& allowed, std::string_view origin) noexcept {
    return allowed.empty() || origin.empty() || is_any_origin(allowed) ||
           std::find(allowed.begin(), allowed.end(), origin) != allowed.end();
}

bool lets_in_one_of(std::vector<std::string> const& allowed,
                    cors_options::origin_rule const& rule) noexcept {
    if (auto const* const fixed = std::get_if<std::string>(&rule))
        return lets_in(allowed, *fixed);
    auto const* const list = std::get_if<std::vector<std::string>>(&rule);
    return list == nullptr ||
           std::any_of(list->begin(), list->end(),
                       [&allowed](std::string const& each) { return lets_in(allowed, each); });
}

} // namespace socketiota::engine
