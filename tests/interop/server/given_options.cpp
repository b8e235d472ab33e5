// SPDX-License-Identifier: MIT
#include "given_options.hpp"

#include <socketiota/msgpack_parser.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <charconv>
#include <chrono>
#include <cstdlib>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace interop {

namespace asio = boost::asio;
namespace sio = socketiota;

namespace {

template <class Number>
Number number_of(std::string_view text) {
    Number number{};
    auto const [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failure != std::errc() || end != text.data() + text.size())
        throw std::runtime_error("not a number in its range: " + std::string(text));
    return number;
}

std::chrono::milliseconds milliseconds_of(std::string_view text) {
    return std::chrono::milliseconds(number_of<std::int64_t>(text));
}

std::vector<std::string> split(std::string_view text) {
    std::vector<std::string> parts;
    for (std::size_t comma = text.find(','); comma != text.npos; comma = text.find(',')) {
        parts.emplace_back(text.substr(0, comma));
        text.remove_prefix(comma + 1);
    }
    parts.emplace_back(text);
    return parts;
}

sio::transport transports_of(std::string_view text) {
    std::optional<sio::transport> all;
    for (std::string const& name : split(text)) {
        if (name != "polling" && name != "websocket")
            throw std::runtime_error("no such transport: " + name);
        auto const one = name == "polling" ? sio::transport::polling : sio::transport::websocket;
        all = all ? *all | one : one;
    }
    return *all;
}

// Patterns are written as ours; the official server takes them for regular expressions.
sio::cors_options::origin_rule origin_of(std::string_view text) {
    if (text == "*")
        return sio::cors_options::any{};
    auto origins = split(text);
    if (origins.size() == 1)
        return origins.front();
    return origins;
}

sio::cors_options& cors_of(sio::server_options& options) {
    return options.cors ? *options.cors : options.cors.emplace();
}

bool first_middleware(sio::handshake const& request) {
    return request.query("refuse") != "at-once";
}

asio::awaitable<bool> second_middleware(sio::handshake const& request) {
    co_await asio::post(asio::use_awaitable);
    co_return request.query("refuse") != "later";
}

std::optional<sio::cors_options> cors_by_request(sio::handshake const& request) {
    if (request.header("x-refuse"))
        return std::nullopt;
    sio::cors_options chosen;
    chosen.origin = sio::cors_options::reflect{};
    chosen.credentials = request.query("credentials") == "yes";
    return chosen;
}

sio::cookie_options cookie_of(std::string_view which) {
    sio::cookie_options cookie;
    if (which == "default")
        return cookie;
    if (which != "full")
        throw std::runtime_error("no such cookie: " + std::string(which));
    cookie.name = "session";
    cookie.path = "/socket.io/";
    cookie.domain = "example.com";
    cookie.http_only = false;
    cookie.secure = true;
    cookie.same_site = sio::cookie_same_site::none;
    cookie.max_age = std::chrono::hours(1);
    cookie.expires = std::chrono::system_clock::time_point(std::chrono::seconds(784'111'777));
    cookie.partitioned = true;
    cookie.priority = sio::cookie_priority::high;
    return cookie;
}

sio::deflate_options& deflate_of(sio::server_options& options) {
    return options.per_message_deflate ? *options.per_message_deflate
                                       : options.per_message_deflate.emplace();
}

void keep_contexts(sio::deflate_options& options) {
    options.server_no_context_takeover = false;
    options.client_no_context_takeover = false;
}

sio::proxy_options& proxies_of(sio::server_options& options) {
    return options.proxies ? *options.proxies : options.proxies.emplace();
}

sio::recovery_options& recovery_of(sio::server_options& options) {
    return options.connection_state_recovery ? *options.connection_state_recovery
                                             : options.connection_state_recovery.emplace();
}

sio::tls_options& tls_of(given_options& given) {
    return given.tls ? *given.tls : given.tls.emplace();
}

sio::request_guard guard_of(std::string_view how, trace const& to) {
    auto const tell = [&to](sio::handshake const& request) {
        to(sio::object("event", "allow_request", "transport",
                       request.query("transport").value_or("")));
    };
    if (how == "reject-async")
        return [tell](sio::handshake const& request) -> asio::awaitable<sio::verdict> {
            tell(request);
            co_await asio::post(asio::use_awaitable);
            co_return sio::verdict::reject("not today");
        };
    if (how != "accept" && how != "reject")
        throw std::runtime_error("no such way to answer allowRequest: " + std::string(how));
    return [tell, accepted = how == "accept"](sio::handshake const& request) {
        tell(request);
        return accepted;
    };
}

} // namespace

given_options parse_options(int count, char const* const* arguments, trace const& to) {
    given_options given;
    sio::server_options& server = given.server;
    if (char const* const shards = std::getenv("SOCKETIOTA_SHARDS"))
        server.shards = number_of<std::size_t>(shards);
    int index = 1;
    auto const parameter = [&] {
        if (++index >= count)
            throw std::runtime_error(std::string(arguments[index - 1]) + " needs a value");
        return std::string_view(arguments[index]);
    };
    for (; index < count; ++index) {
        std::string_view const name = arguments[index];
        if (name == "--port")
            given.port = number_of<std::uint16_t>(parameter());
        else if (name == "--ping-interval")
            server.ping_interval = milliseconds_of(parameter());
        else if (name == "--ping-timeout")
            server.ping_timeout = milliseconds_of(parameter());
        else if (name == "--upgrade-timeout")
            server.upgrade_timeout = milliseconds_of(parameter());
        else if (name == "--connect-timeout")
            server.connect_timeout = milliseconds_of(parameter());
        else if (name == "--allow-eio3")
            server.allow_eio3 = true;
        else if (name == "--parser") {
            if (parameter() != "msgpack")
                throw std::runtime_error("no such parser");
            server.parser = sio::msgpack_parser();
        } else if (name == "--connection-state-recovery")
            recovery_of(server);
        else if (name == "--max-disconnection-duration")
            recovery_of(server).max_disconnection_duration = milliseconds_of(parameter());
        else if (name == "--keep-middlewares")
            recovery_of(server).skip_middlewares = false;
        else if (name == "--dynamic-namespaces")
            given.dynamic_namespaces = true;
        else if (name == "--cleanup-empty-child-namespaces")
            server.cleanup_empty_child_namespaces = true;
        else if (name == "--allow-jsonp")
            server.allow_jsonp = true;
        else if (name == "--drain-time")
            server.drain_time = milliseconds_of(parameter());
        else if (name == "--max-http-buffer-size")
            server.max_http_buffer_size = number_of<std::size_t>(parameter());
        else if (name == "--per-message-deflate")
            deflate_of(server).threshold = number_of<std::size_t>(parameter());
        else if (name == "--no-http-compression")
            server.http_compression = std::nullopt;
        else if (name == "--deflate-context")
            keep_contexts(deflate_of(server));
        else if (name == "--transports")
            server.transports = transports_of(parameter());
        else if (name == "--cors-origin")
            cors_of(server).origin = origin_of(parameter());
        else if (name == "--cors-credentials")
            cors_of(server).credentials = true;
        else if (name == "--allow-request")
            server.allow_request = guard_of(parameter(), to);
        else if (name == "--trusted-proxies")
            proxies_of(server).trusted = split(parameter());
        else if (name == "--proxy-protocol")
            proxies_of(server).proxy_protocol = split(parameter());
        else if (name == "--forwarded-header")
            proxies_of(server).header = sio::client_header::forwarded;
        else if (name == "--cors-max-age")
            cors_of(server).max_age = std::chrono::seconds(number_of<std::int64_t>(parameter()));
        else if (name == "--cors-by-request")
            server.cors_for = &cors_by_request;
        else if (name == "--no-trailing-slash")
            server.add_trailing_slash = false;
        else if (name == "--cookie")
            server.cookie = cookie_of(parameter());
        else if (name == "--answer-headers") {
            server.initial_headers = [](sio::http_headers& headers, sio::handshake const& request) {
                headers.set("x-initial", request.query("transport").value_or(""));
            };
            server.headers = [](sio::http_headers& headers, sio::handshake const& request) {
                headers.set("x-each", request.query("sid") ? "later" : "first");
            };
        } else if (name == "--engine-middlewares")
            server.engine_middlewares = {&first_middleware, &second_middleware};
        else if (name == "--path")
            server.path = parameter();
        else if (name == "--no-serve-client")
            server.serve_client = false;
        else if (name == "--tls-certificate")
            tls_of(given).certificate = parameter();
        else if (name == "--tls-key")
            tls_of(given).key = parameter();
        else if (name == "--local")
            given.local = parameter();
        else if (name == "--trace")
            given.trace = true;
        else
            throw std::runtime_error("no such option: " + std::string(name));
    }
    return given;
}

} // namespace interop
