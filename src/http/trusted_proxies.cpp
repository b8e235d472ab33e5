// SPDX-License-Identifier: MIT
#include <algorithm>
#include <string>
#include <vector>

#include <http/trusted_proxies.hpp>
#include <loop/address_text.hpp>
#include <wire/forwarded.hpp>
#include <wire/http_syntax.hpp>

namespace socketiota::http {
trusted_proxies::trusted_proxies(proxy_options const& options)
    : trusted_(options.trusted), proxy_protocol_(options.proxy_protocol), header_(options.header) {}

bool trusted_proxies::expects_header_of(loop::channel const& connection) const {
    return !proxy_protocol_.empty() && proxy_protocol_.holds(connection.remote_address());
}

std::string trusted_proxies::client_of(std::string peer, wire::request_head const& head) const {
    if (!trusted_.holds(peer))
        return peer;
    bool const is_x = header_ == client_header::x_forwarded_for;
    std::string_view const name = is_x ? "x-forwarded-for" : "forwarded";
    auto const form = is_x ? wire::forwarded_reader::form::x_forwarded_for
                           : wire::forwarded_reader::form::forwarded;
    auto const lines = head.headers();
    // Several lines are one list (RFC 9110 section 5.3).
    for (auto line = lines.rbegin(); line != lines.rend(); ++line) {
        if (!wire::equal_ignoring_case(line->name, name))
            continue;
        wire::forwarded_reader hops(form, line->value);
        while (auto const hop = hops.previous()) {
            auto const address = read_address(hop->node);
            if (!address)
                return peer;
            peer = loop::address_text(*address);
            if (!trusted_.holds(*address))
                return peer;
        }
    }
    return peer;
}

std::optional<std::string_view> validate(proxy_options const& options) {
    auto const are_readable = [](std::vector<std::string> const& named) {
        return std::all_of(named.begin(), named.end(),
                           [](std::string const& each) { return peer_list::is_readable(each); });
    };
    if (options.trusted.empty() && options.proxy_protocol.empty())
        return "proxies: trusted is empty, and so is proxy_protocol: nobody's word would count; "
               "leave proxies out for that";
    if (!are_readable(options.trusted))
        return "proxies: trusted has what is neither an address nor a network, as 10.0.0.1, "
               "10.0.0.0/8 (without bits behind those that count) and fd00::/8, nor local";
    if (!are_readable(options.proxy_protocol))
        return "proxies: proxy_protocol has what is neither an address nor a network, as 10.0.0.1, "
               "10.0.0.0/8 (without bits behind those that count) and fd00::/8, nor local";
    return std::nullopt;
}

} // namespace socketiota::http
