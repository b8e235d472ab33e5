// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <chrono>

#include <engine/session_cookie.hpp>
#include <wire/http_date.hpp>
#include <wire/http_syntax.hpp>

namespace socketiota::engine {
namespace {

using namespace std::chrono_literals;

bool is_cookie_path(std::string_view path) noexcept {
    return std::all_of(path.begin(), path.end(),
                       [](char c) { return c >= ' ' && c < '\x7f' && c != ';' && c != '<'; });
}

bool is_label(std::string_view label) noexcept {
    constexpr std::size_t longest = 63; // RFC 1035 section 2.3.4
    auto const is_letter_or_digit = [](char c) {
        return wire::detail::is_alphanumeric(static_cast<unsigned char>(c));
    };
    return !label.empty() && label.size() <= longest && label.front() != '-' &&
           label.back() != '-' && std::all_of(label.begin(), label.end(), [&](char c) {
               return c == '-' || is_letter_or_digit(c);
           });
}

bool is_cookie_domain(std::string_view domain) noexcept {
    if (domain.starts_with('.'))
        domain.remove_prefix(1);
    for (;;) {
        std::size_t const dot = domain.find('.');
        if (!is_label(domain.substr(0, dot)))
            return false;
        if (dot == std::string_view::npos)
            return true;
        domain.remove_prefix(dot + 1);
    }
}

std::chrono::seconds seconds_of(std::chrono::system_clock::time_point time) noexcept {
    return std::chrono::floor<std::chrono::seconds>(time.time_since_epoch());
}

/// RFC 6265 section 5.1.1 takes no year before, and has four digits for it.
bool is_cookie_time(std::chrono::system_clock::time_point time) noexcept {
    using namespace std::chrono;
    constexpr sys_days first = year(1601) / January / 1;
    constexpr sys_days end = year(10'000) / January / 1;
    seconds const given = seconds_of(time);
    return given >= first.time_since_epoch() && given < end.time_since_epoch();
}

struct cookie_rule {
    bool (*broken)(cookie_options const&);
    std::string_view sentence;
};

constexpr std::array cookie_rules{
    cookie_rule{[](cookie_options const& o) { return !wire::is_token(o.name); },
                "cookie: the name must be letters, digits and !#$%&'*+-.^_`|~, at least one"},
    cookie_rule{[](cookie_options const& o) { return !is_cookie_path(o.path); },
                "cookie: the path must be ASCII without ';', '<' and control characters"},
    cookie_rule{
        [](cookie_options const& o) { return !o.domain.empty() && !is_cookie_domain(o.domain); },
        "cookie: the domain is none: it is a name, as in example.com, without scheme and port"},
    cookie_rule{[](cookie_options const& o) { return o.expires && !is_cookie_time(*o.expires); },
                "cookie: expires must be a time of the years 1601 to 9999"},
    cookie_rule{
        [](cookie_options const& o) { return o.same_site == cookie_same_site::none && !o.secure; },
        "cookie: same_site none needs secure: browsers refuse it without"},
    cookie_rule{[](cookie_options const& o) { return o.partitioned && !o.secure; },
                "cookie: partitioned needs secure: browsers refuse it without"},
    cookie_rule{
        [](cookie_options const& o) { return o.name.starts_with("__Secure-") && !o.secure; },
        "cookie: a name that begins with __Secure- needs secure: browsers refuse it "
        "without"},
    cookie_rule{[](cookie_options const& o) {
                    return o.name.starts_with("__Host-") &&
                           (!o.secure || !o.domain.empty() || o.path != "/");
                },
                "cookie: a name that begins with __Host- needs secure, the path / and no domain: "
                "browsers refuse it otherwise"},
};

std::string_view text_of(cookie_same_site from) noexcept {
    switch (from) {
    case cookie_same_site::lax:
        return "Lax";
    case cookie_same_site::strict:
        return "Strict";
    case cookie_same_site::none:
        break;
    }
    return "None";
}

std::string_view text_of(cookie_priority priority) noexcept {
    switch (priority) {
    case cookie_priority::low:
        return "Low";
    case cookie_priority::medium:
        return "Medium";
    case cookie_priority::high:
        break;
    }
    return "High";
}

} // namespace

std::optional<std::string_view> validate(cookie_options const& options) {
    for (cookie_rule const& each : cookie_rules)
        if (each.broken(options))
            return each.sentence;
    return std::nullopt;
}

std::string set_cookie(cookie_options const& options, std::string_view value) {
    std::string text = options.name;
    text += '=';
    text += value;
    auto const add = [&text](std::string_view attribute, std::string_view what) {
        text += "; ";
        text += attribute;
        text += what;
    };
    if (options.max_age)
        add("Max-Age=", std::to_string(options.max_age->count()));
    if (!options.domain.empty())
        add("Domain=", options.domain);
    if (!options.path.empty())
        add("Path=", options.path);
    if (options.expires)
        add("Expires=", wire::http_date(seconds_of(*options.expires)));
    if (options.http_only)
        add("HttpOnly", {});
    if (options.secure)
        add("Secure", {});
    if (options.partitioned)
        add("Partitioned", {});
    if (options.priority)
        add("Priority=", text_of(*options.priority));
    if (options.same_site)
        add("SameSite=", text_of(*options.same_site));
    return text;
}

} // namespace socketiota::engine
