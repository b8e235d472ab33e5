// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>

#include <base/utf8.hpp>
#include <engine/engine_options.hpp>
#include <engine/origin.hpp>
#include <engine/session_cookie.hpp>

namespace socketiota::engine {
namespace {

using namespace std::chrono_literals;

bool is_path_character(char character) noexcept {
    return character > ' ' && character < '\x7f' && character != '?' && character != '#';
}

bool is_header_text(std::string_view text) noexcept {
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c != '\x7f'; });
}

bool are_header_texts(std::vector<std::string> const& texts) noexcept {
    return std::all_of(texts.begin(), texts.end(), is_header_text);
}

bool are_normal_origins(std::vector<std::string> const& origins) {
    return std::all_of(origins.begin(), origins.end(), is_normal_origin);
}

constexpr std::chrono::milliseconds longest_timer{std::int64_t{1} << 31};

struct rule {
    bool (*broken)(engine_options const&);
    std::string_view sentence;
};

constexpr std::array rules{
    rule{[](engine_options const& o) { return !o.path.starts_with('/'); },
         "path must begin with '/'"},
    rule{[](engine_options const& o) {
             return !std::all_of(o.path.begin(), o.path.end(), is_path_character);
         },
         "path must not contain spaces, control characters, '?', '#' or non-ASCII characters"},
    rule{[](engine_options const& o) { return o.ping_interval < 1ms; },
         "ping_interval must be at least 1 ms"},
    rule{[](engine_options const& o) { return o.ping_timeout < 1ms; },
         "ping_timeout must be at least 1 ms"},
    rule{[](engine_options const& o) {
             return o.ping_interval >= longest_timer || o.ping_timeout >= longest_timer ||
                    o.ping_interval + o.ping_timeout >= longest_timer;
         },
         "ping_interval and ping_timeout together must be less than 2^31 ms: a client in "
         "JavaScript, "
         "whose timers end there, would take each session for dead at once"},
    rule{[](engine_options const& o) { return o.upgrade_timeout < 1ms; },
         "upgrade_timeout must be at least 1 ms"},
    rule{[](engine_options const& o) { return o.handshake_timeout < 1ms; },
         "handshake_timeout must be at least 1 ms"},
    rule{[](engine_options const& o) { return o.max_http_buffer_size == 0; },
         "max_http_buffer_size must be at least 1"},
    rule{[](engine_options const& o) { return o.max_fragments == 0; },
         "max_fragments must be at least 1"},
    rule{[](engine_options const& o) { return o.max_outbox_bytes == 0; },
         "max_outbox_bytes must be at least 1: without a limit one client that does not read takes "
         "all memory"},
    rule{[](engine_options const& o) { return o.max_sessions == 0; },
         "max_sessions must be at least 1"},
    rule{[](engine_options const& o) { return o.transports.empty(); },
         "transports must name polling, websocket or both"},
    rule{[](engine_options const& o) { return !base::is_valid_utf8(o.initial_packet); },
         "initial_packet must be UTF-8"},
    rule{[](engine_options const& o) {
             return o.cors && o.cors->credentials &&
                    std::holds_alternative<cors_options::any>(o.cors->origin);
         },
         "cors: credentials need an origin rule other than any, browsers refuse them with '*'"},
    rule{[](engine_options const& o) {
             auto const* const asks =
                 o.cors ? std::get_if<std::function<bool(std::string_view)>>(&o.cors->origin)
                        : nullptr;
             return asks != nullptr && !*asks;
         },
         "cors: the origin function is empty"},
    rule{[](engine_options const& o) {
             if (!o.cors)
                 return false;
             auto const* const fixed = std::get_if<std::string>(&o.cors->origin);
             return (fixed != nullptr && !is_header_text(*fixed)) ||
                    !is_header_text(o.cors->methods) ||
                    !are_header_texts(o.cors->allowed_headers) ||
                    !are_header_texts(o.cors->exposed_headers);
         },
         "cors: a value has characters that no header may have"},
    rule{[](engine_options const& o) {
             if (!o.cors)
                 return false;
             auto const* const fixed = std::get_if<std::string>(&o.cors->origin);
             auto const* const list = std::get_if<std::vector<std::string>>(&o.cors->origin);
             return (fixed != nullptr && !is_normal_origin(*fixed)) ||
                    (list != nullptr && !are_normal_origins(*list));
         },
         "cors: an origin is what browsers send: scheme, host and a port that is not the scheme's "
         "own, as in https://example.com, without a path or a pattern; for any origin use "
         "cors_options::any"},
    rule{[](engine_options const& o) {
             auto const* const list =
                 o.cors ? std::get_if<std::vector<std::string>>(&o.cors->origin) : nullptr;
             return list != nullptr && list->empty();
         },
         "cors: the list of origins is empty: without cors no page of another origin can read"},
    rule{[](engine_options const& o) {
             return !is_any_origin(o.allowed_origins) && !are_normal_origins(o.allowed_origins);
         },
         "allowed_origins: an origin is what browsers send: scheme, host and a port that is not "
         "the scheme's own, as in https://example.com, without a path or a pattern; for any origin "
         "use any_origin alone"},
    rule{[](engine_options const& o) { return o.cors && o.cors->max_age && o.cors->max_age < 0s; },
         "cors: max_age is negative: browsers would keep no answer; use 0 s to say that"},
    rule{[](engine_options const& o) {
             return o.cors && (o.cors->preflight_status < 200 || o.cors->preflight_status > 299);
         },
         "cors: preflight_status must be 200 to 299"},
};

} // namespace

std::optional<std::string_view> validate(engine_options const& options) {
    for (rule const& each : rules)
        if (each.broken(options))
            return each.sentence;
    return options.cookie ? validate(*options.cookie) : std::nullopt;
}

std::string request_path(engine_options const& options) {
    std::string path = options.path;
    if (path.ends_with('/'))
        path.pop_back();
    if (options.add_trailing_slash)
        path.push_back('/');
    return path;
}

bool offers(engine_options const& options, transport_kind kind) noexcept {
    return std::find(options.transports.begin(), options.transports.end(), kind) !=
           options.transports.end();
}

} // namespace socketiota::engine
