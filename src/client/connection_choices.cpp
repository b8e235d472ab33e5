// SPDX-License-Identifier: MIT
#include <socketiota/error.hpp>

#include <boost/system/system_error.hpp>

#include <algorithm>

#include <client/connection_choices.hpp>
#include <client/proxy/proxy_url.hpp>
#include <client/proxy/socks5_tunnel.hpp>
#include <websocket/shared_deflate.hpp>
#include <wire/http_head_writer.hpp>
#include <wire/http_syntax.hpp>

namespace socketiota::clients {

namespace {

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

clients::proxy usable_proxy(std::string_view url, std::string const& place,
                            loop::destination const& server) {
    auto const parsed = parse_proxy_url(url);
    if (!parsed.value)
        refuse_option(place + " cannot be used: " + std::string(parsed.sentence));
    if (parsed.value->kind != proxy_kind::http && server.host.size() > socks5_tunnel::longest_host)
        refuse_option("the host of the url is longer than 255 octets, which SOCKS cannot say");
    return *parsed.value;
}

} // namespace

void refuse_option(std::string const& sentence) {
    throw boost::system::system_error(make_error_code(error::invalid_option), sentence);
}

void check(connection_choices const& what) {
    std::string const options(what.options);
    for (auto const& [name, value] : what.headers)
        if (!wire::is_sound({name, value}) || is_own(name))
            refuse_option(options + ".headers: \"" + name +
                          "\" is no header that can be sent, or one that the client writes itself");
    if (what.per_message_deflate)
        if (auto const fault = websocket::fault_of(*what.per_message_deflate))
            refuse_option(options + "." + std::string(*fault));
    if (what.local_path.size() > longest_path)
        refuse_option(options + ".local_path is longer than 107 octets, which no socket can have");
    if (!what.proxy.empty() && what.proxy_from_environment)
        refuse_option(options + ".proxy and proxy_from_environment: set one of them");
    if (!what.proxy.empty() && !what.local_path.empty())
        refuse_option(options +
                      ".proxy leads to no Unix domain socket: leave it or local_path out");
    if (what.max_message_size == 0 || what.max_buffered == 0)
        refuse_option(options + ".max_message_size and max_buffered have to be 1 at least");
}

std::optional<clients::proxy> proxy_for(loop::destination const& server,
                                        connection_choices const& what,
                                        environment const& variables) {
    if (!what.proxy.empty())
        return usable_proxy(what.proxy, std::string(what.options) + ".proxy", server);
    if (!what.proxy_from_environment || !server.path.empty())
        return std::nullopt;
    auto const named = proxy_of(variables, server);
    if (!named)
        return std::nullopt;
    return usable_proxy(named->url, "the proxy of " + std::string(named->variable), server);
}

} // namespace socketiota::clients
