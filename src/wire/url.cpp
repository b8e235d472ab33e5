// SPDX-License-Identifier: MIT
#include <charconv>
#include <utility>

#include <wire/http_syntax.hpp>
#include <wire/url.hpp>

namespace socketiota::wire {
namespace {

struct scheme {
    std::string_view name;
    bool secure;
};

constexpr scheme schemes[] = {{"http", false}, {"https", true}, {"ws", false}, {"wss", true}};

constexpr std::uint16_t default_port(bool secure) noexcept { return secure ? 443 : 80; }

parsed_url refused_url(std::string_view sentence) noexcept { return {.sentence = sentence}; }

// What is left of `text` behind a scheme of ours; nothing if it has another.
std::optional<std::string_view> behind_scheme(std::string_view text, bool& secure) noexcept {
    std::size_t const end = text.find("://");
    if (end == std::string_view::npos) {
        secure = true; // as in Node
        return text.substr(text.starts_with("//") ? 2 : 0);
    }
    for (scheme const& each : schemes)
        if (equal_ignoring_case(text.substr(0, end), each.name)) {
            secure = each.secure;
            return text.substr(end + 3);
        }
    return std::nullopt;
}

std::string bracketed(std::string_view host) {
    bool const is_ipv6 = host.find(':') != std::string::npos;
    return is_ipv6 ? "[" + std::string(host) + "]" : std::string(host);
}

} // namespace

std::optional<host_and_port> parse_authority(std::string_view text, std::uint16_t default_port) {
    std::string_view port;
    std::string_view host;
    if (text.starts_with('[')) {
        std::size_t const end = text.find(']');
        if (end == std::string_view::npos)
            return std::nullopt;
        host = text.substr(1, end - 1);
        port = text.substr(end + 1);
        if (host.find_first_not_of("0123456789abcdefABCDEF:.%") != std::string_view::npos)
            return std::nullopt;
    } else {
        std::size_t const colon = text.find(':');
        host = text.substr(0, colon);
        port = text.substr(host.size());
    }
    if (!consists_of(host, character_kind::authority))
        return std::nullopt;
    host_and_port made{.port = default_port};
    for (char const c : host)
        made.host += to_lower(c);
    if (port.empty() || port == ":")
        return made;
    auto const [end, failure] =
        std::from_chars(port.data() + 1, port.data() + port.size(), made.port);
    if (port.front() != ':' || failure != std::errc() || end != port.data() + port.size() ||
        made.port == 0)
        return std::nullopt;
    return made;
}

parsed_url parse_url(std::string_view text) {
    url made;
    auto const rest = behind_scheme(text, made.secure);
    if (!rest)
        return refused_url("the url begins with none of http://, https://, ws:// and wss://");
    std::size_t const end = rest->find_first_of("/?#");
    std::string_view const authority = rest->substr(0, end);
    if (authority.find('@') != std::string_view::npos)
        return refused_url(
            "the url has a user or a password, which are not sent: give them as auth, or "
            "in a header");
    auto at = parse_authority(authority, default_port(made.secure));
    if (!at)
        return refused_url(
            "the url has no host, or a host or port that is none: http://host:port, an "
            "IPv6 address in brackets");
    made.host = std::move(at->host);
    made.port = at->port;
    if (end == std::string_view::npos)
        return {.value = std::move(made)};

    std::string_view target = rest->substr(end);
    target = target.substr(0, target.find('#'));
    if (!target.empty() && !consists_of(target, character_kind::target))
        return refused_url("the url has a character that must be percent-encoded");
    std::size_t const question = target.find('?');
    if (question != 0 && !target.empty())
        made.path = target.substr(0, question);
    if (question != std::string_view::npos)
        made.query = target.substr(question + 1);
    return {.value = std::move(made)};
}

std::string authority_of(url const& where) {
    return where.port == default_port(where.secure) ? bracketed(where.host)
                                                    : authority_of(where.host, where.port);
}

std::string authority_of(std::string_view host, std::uint16_t port) {
    return bracketed(host) + ":" + std::to_string(port);
}

} // namespace socketiota::wire
