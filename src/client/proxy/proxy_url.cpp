// SPDX-License-Identifier: MIT
#include <cstddef>
#include <utility>

#include <base/percent_decoded.hpp>
#include <client/proxy/proxy_url.hpp>
#include <wire/http_syntax.hpp>
#include <wire/url.hpp>

namespace socketiota::clients {

namespace {

struct proxy_scheme {
    std::string_view name;
    proxy_kind kind;
    std::uint16_t port;
};

constexpr std::uint16_t socks_port = 1080;

constexpr proxy_scheme proxy_schemes[] = {{"http", proxy_kind::http, 80},
                                          {"socks5", proxy_kind::socks5, socks_port},
                                          {"socks5h", proxy_kind::socks5_by_name, socks_port}};

/// Of a user and of a password (RFC 1929), for which both kinds of proxies get the same limit.
constexpr std::size_t longest_name = 255;

parsed_proxy refused_proxy(std::string_view sentence) noexcept { return {.sentence = sentence}; }

proxy_scheme const* find_proxy_scheme(std::string_view name) noexcept {
    for (proxy_scheme const& each : proxy_schemes)
        if (wire::equal_ignoring_case(name, each.name))
            return &each;
    return nullptr;
}

/// What is wrong with a login; empty if nothing is.
std::string_view read_login(std::string_view text, proxy& into) {
    std::size_t const colon = text.find(':');
    auto user = base::percent_decoded(text.substr(0, colon));
    auto password = colon == std::string_view::npos ? std::string()
                                                    : base::percent_decoded(text.substr(colon + 1));
    if (!user || !password)
        return "it has a % without two hexadecimal digits: write %25 for it";
    if (user->empty() || user->size() > longest_name || password->size() > longest_name)
        return "its user and password have to be 1 to 255 octets";
    if (into.kind == proxy_kind::http && user->find(':') != std::string::npos)
        return "its user has a colon, which Basic cannot send (RFC 7617)";
    into.user = std::move(*user);
    into.password = std::move(*password);
    return {};
}

} // namespace

parsed_proxy parse_proxy_url(std::string_view text) {
    proxy_scheme const* scheme = &proxy_schemes[0];
    if (std::size_t const end = text.find("://"); end != std::string_view::npos) {
        std::string_view const name = text.substr(0, end);
        scheme = find_proxy_scheme(name);
        if (wire::equal_ignoring_case(name, "https"))
            return refused_proxy("TLS to a proxy is not spoken: give an http:// url, within which "
                                 "TLS with the server stays what it is");
        if (scheme == nullptr)
            return refused_proxy("it begins with none of http://, socks5:// and socks5h://");
        text.remove_prefix(end + 3);
    }
    proxy made{.kind = scheme->kind};
    std::size_t const slash = text.find('/');
    if (slash != std::string_view::npos && slash + 1 != text.size())
        return refused_proxy("it has a path: http://user:password@host:port, in which a / of a "
                             "password is written %2F");
    text = text.substr(0, slash);
    if (std::size_t const at = text.rfind('@'); at != std::string_view::npos) {
        if (auto const wrong = read_login(text.substr(0, at), made); !wrong.empty())
            return refused_proxy(wrong);
        text.remove_prefix(at + 1);
    }
    auto where = wire::parse_authority(text, scheme->port);
    if (!where)
        return refused_proxy("it has no host, or a host or port that is none: http://host:port, "
                             "an IPv6 address in brackets");
    made.host = std::move(where->host);
    made.port = where->port;
    return {.value = std::move(made)};
}

} // namespace socketiota::clients
