// SPDX-License-Identifier: MIT
#include <socketiota/error.hpp>

#include <boost/system/system_error.hpp>

#include <algorithm>
#include <utility>

#include <client/client_settings.hpp>
#include <client/proxy/proxy_url.hpp>
#include <client/proxy/socks5_tunnel.hpp>
#include <wire/http_head_writer.hpp>
#include <wire/http_syntax.hpp>
#include <wire/url.hpp>

namespace socketiota::clients {

namespace {

[[noreturn]] void refuse(std::string const& sentence) {
    throw boost::system::system_error(make_error_code(error::invalid_option), sentence);
}

/// What stands for `text` in a query, as `encodeURIComponent` has it.
void append_encoded(std::string& query, std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    constexpr std::string_view plain = "-_.!~*'()";
    for (char const each : text) {
        bool const is_plain = (each >= '0' && each <= '9') || (each >= 'a' && each <= 'z') ||
                              (each >= 'A' && each <= 'Z') ||
                              plain.find(each) != std::string_view::npos;
        if (is_plain) {
            query += each;
            continue;
        }
        auto const octet = static_cast<unsigned char>(each);
        query += '%';
        query += digits[octet >> 4U];
        query += digits[octet & 15U];
    }
}

std::string query_of(wire::url const& where, client_options const& options) {
    std::string query = where.query;
    for (auto const& [name, value] : options.query) {
        if (!query.empty())
            query += '&';
        append_encoded(query, name);
        query += '=';
        append_encoded(query, value);
    }
    return query;
}

// What fits into sockaddr_un with its end.
constexpr std::size_t longest_path = 107;

/// Headers that the client writes itself, and what depends on them.
constexpr std::string_view own_headers[] = {"host",
                                            "connection",
                                            "content-length",
                                            "transfer-encoding",
                                            "upgrade",
                                            "content-type",
                                            "sec-websocket-key",
                                            "sec-websocket-version",
                                            "sec-websocket-extensions",
                                            "sec-websocket-protocol"};

bool is_own(std::string_view name) {
    return std::ranges::any_of(own_headers, [name](std::string_view each) {
        return wire::equal_ignoring_case(each, name);
    });
}

void check(client_options const& options) {
    using namespace std::chrono_literals;
    if (options.transports.empty())
        refuse("client_options.transports is empty: name at least one");
    for (transport const each : options.transports)
        if (each != transport::polling && each != transport::websocket)
            refuse("client_options.transports names each transport by itself, not with |");
    if (options.revision != engine_revision::three && options.revision != engine_revision::four)
        refuse("client_options.revision is 3 or 4");
    if (options.revision == engine_revision::three && options.auth)
        refuse("client_options.auth is unknown to servers of revision 3: use query or headers");
    if (options.path.empty() || options.path.front() != '/')
        refuse("client_options.path has to begin with /");
    if (options.path.find_first_of(" ?#\r\n") != std::string::npos)
        refuse("client_options.path has to be percent-encoded, without a query");
    for (auto const& [name, value] : options.headers)
        if (!wire::is_sound({name, value}) || is_own(name))
            refuse("client_options.headers: \"" + name +
                   "\" is no header that can be sent, or one that the client writes itself");
    if (options.timeout < 0ms || options.ack_timeout < 0ms)
        refuse("client_options.timeout and ack_timeout are times, or 0 for none");
    if (options.reconnection_delay < 1ms ||
        options.reconnection_delay_max < options.reconnection_delay)
        refuse("client_options.reconnection_delay has to be 1 ms at least, and "
               "reconnection_delay_max no less than that");
    if (!(options.randomization_factor >= 0 && options.randomization_factor <= 1))
        refuse("client_options.randomization_factor has to be from 0 to 1");
    if (options.retries != 0 && options.ack_timeout == 0ms)
        refuse("client_options.retries needs ack_timeout: how long each try waits");
    if (options.per_message_deflate)
        if (auto const fault = websocket::fault_of(*options.per_message_deflate))
            refuse("client_options." + std::string(*fault));
    if (options.local_path.size() > longest_path)
        refuse("client_options.local_path is longer than 107 octets, which no socket can have");
    if (!options.proxy.empty() && options.proxy_from_environment)
        refuse("client_options.proxy and proxy_from_environment: set one of them");
    if (!options.proxy.empty() && !options.local_path.empty())
        refuse("client_options.proxy leads to no Unix domain socket: leave it or local_path out");
    if (options.max_buffered_age.count() < 0)
        refuse("client_options.max_buffered_age is 0 or more");
    if (options.max_message_size == 0 || options.max_buffered == 0)
        refuse("client_options.max_message_size and max_buffered have to be 1 at least");
}

clients::proxy usable_proxy(std::string_view url, std::string const& place,
                            loop::destination const& server) {
    auto const parsed = parse_proxy_url(url);
    if (!parsed.value)
        refuse(place + " cannot be used: " + std::string(parsed.sentence));
    if (parsed.value->kind != proxy_kind::http && server.host.size() > socks5_tunnel::longest_host)
        refuse("the host of the url is longer than 255 octets, which SOCKS cannot say");
    return *parsed.value;
}

std::optional<clients::proxy> proxy_for(loop::destination const& server,
                                        client_options const& options,
                                        environment const& variables) {
    if (!options.proxy.empty())
        return usable_proxy(options.proxy, "client_options.proxy", server);
    if (!options.proxy_from_environment || !server.path.empty())
        return std::nullopt;
    auto const named = proxy_of(variables, server);
    if (!named)
        return std::nullopt;
    return usable_proxy(named->url, "the proxy of " + std::string(named->variable), server);
}

} // namespace

client_settings settings_of(std::string_view url, client_options options,
                            environment const& variables) {
    auto const parsed = wire::parse_url(url);
    if (!parsed.value)
        refuse("the url of the client cannot be used: " + std::string(parsed.sentence));
    check(options);
    wire::url const& where = *parsed.value;
    client_settings made;
    made.default_nsp = where.path;
    engine_settings& engine = made.engine;
    engine.where = {where.host, where.port, options.local_path, where.secure};
    made.proxy = proxy_for(engine.where, options, variables);
    engine.authority = authority_of(where);
    engine.path = options.path.ends_with('/') ? options.path : options.path + '/';
    engine.query = query_of(where, options);
    engine.headers = options.headers;
    engine.transports = options.transports;
    engine.upgrades = options.upgrade;
    engine.revision = options.revision;
    engine.base64 = options.force_base64;
    engine.tries_all = options.try_all_transports;
    engine.max_message_size = options.max_message_size;
    engine.max_outbox_bytes = options.max_buffered;
    if (options.with_credentials)
        engine.cookies = std::make_shared<cookie_jar>();
    made.options = std::move(options);
    return made;
}

} // namespace socketiota::clients
