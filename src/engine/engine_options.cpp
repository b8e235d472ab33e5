// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>

#include <base/utf8.hpp>
#include <engine/engine_options.hpp>
#include <engine/origin.hpp>
#include <engine/session_cookie.hpp>
#include <websocket/shared_deflate.hpp>

namespace socketiota::engine {
namespace {

using namespace std::chrono_literals;

bool is_path_character(char character) noexcept {
    return character > ' ' && character < '\x7f' && character != '?' && character != '#';
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
             return o.allow_jsonp && !o.allowed_origins.empty() &&
                    !is_any_origin(o.allowed_origins);
         },
         "allow_jsonp: allowed_origins is set, and script tags send no Origin: pages of each "
         "origin could connect; let them use cors instead"},
    rule{[](engine_options const& o) {
             return !is_any_origin(o.allowed_origins) && !are_normal(o.allowed_origins);
         },
         "allowed_origins: an origin is what browsers send: scheme, host and a port that is not "
         "the scheme's own, as in https://example.com, without a path; a pattern has one * in the "
         "first part of its host, as in https://*.example.com; for any origin use any_origin "
         "alone"},
    rule{[](engine_options const& o) { return o.cors && o.cors_for; },
         "cors and cors_for are both set: which of them counts cannot be told"},
};

} // namespace

std::optional<std::string_view> validate(engine_options const& options) {
    if (options.http_compression &&
        (options.http_compression->level < 1 || options.http_compression->level > 9))
        return "http_compression.level must be 1 to 9";
    if (options.per_message_deflate)
        if (auto const fault = websocket::fault_of(*options.per_message_deflate))
            return fault;
    for (rule const& each : rules)
        if (each.broken(options))
            return each.sentence;
    if (options.cors)
        if (auto const wrong = validate(*options.cors))
            return wrong;
    return options.cookie ? validate(*options.cookie) : std::nullopt;
}

cors_answer judge_cors(engine_options const& options, http::exchange& request) {
    auto const judge = [&head = request.request()](cors_options const& by) {
        return judge_cors(by, head.method, head.find("origin").value_or(""),
                          head.find("access-control-request-headers").value_or(""));
    };
    if (options.cors)
        return judge(*options.cors);
    if (!options.cors_for)
        return {};
    try {
        auto const chosen = options.cors_for(record_of(request));
        return chosen ? judge(*chosen) : cors_answer();
    } catch (...) {
        return {}; // what throws does not let, as with an origin
    }
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
