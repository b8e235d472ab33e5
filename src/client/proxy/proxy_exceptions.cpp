// SPDX-License-Identifier: MIT
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>
#include <boost/system/error_code.hpp>

#include <cstddef>
#include <string>

#include <client/proxy/proxy_exceptions.hpp>
#include <wire/http_syntax.hpp>
#include <wire/url.hpp>

namespace socketiota::clients {

namespace {

namespace ip = boost::asio::ip;
using boost::system::error_code;

bool is_in_network(std::string_view network, ip::address const& host) {
    error_code none;
    if (host.is_v4()) {
        auto const range = ip::make_network_v4(network, none);
        return !none &&
               ip::network_v4(host.to_v4(), range.prefix_length()).canonical() == range.canonical();
    }
    auto const range = ip::make_network_v6(network, none);
    return !none &&
           ip::network_v6(host.to_v6(), range.prefix_length()).canonical() == range.canonical();
}

bool is_address(std::string_view text, ip::address const& host) {
    // Windows takes brackets around an address and a port behind it, which may be another.
    if (text.starts_with('[') || (host.is_v4() && text.find(':') != text.npos))
        return false;
    error_code none;
    auto const named = ip::make_address(std::string(text), none);
    return !none && named == host;
}

/// Whether `host` is `name`, or a name below it.
bool is_of(std::string_view host, std::string_view name) {
    return host.ends_with(name) &&
           (host.size() == name.size() || host[host.size() - name.size() - 1] == '.');
}

/// @param address that `host` is, if it is none of a name
bool fits(std::string_view entry, std::string_view host, ip::address const* address,
          std::uint16_t port) {
    if (entry == "*")
        return true;
    if (address != nullptr && (is_address(entry, *address) || is_in_network(entry, *address)))
        return true;
    entry.remove_prefix(entry.starts_with("*.") ? 2 : entry.starts_with('.') ? 1 : 0);
    auto const named = wire::parse_authority(entry, port);
    if (!named || named->port != port)
        return false;
    return address != nullptr ? is_address(named->host, *address) : is_of(host, named->host);
}

} // namespace

bool is_excepted(std::string_view list, std::string_view host, std::uint16_t port) {
    constexpr std::string_view between = ", \t";
    error_code is_name;
    auto const address = ip::make_address(std::string(host), is_name);
    if (host.ends_with('.'))
        host.remove_suffix(1); // a name from the root on
    while (!list.empty()) {
        std::size_t const end = list.find_first_of(between);
        std::string_view const entry = list.substr(0, end);
        if (!entry.empty() && fits(entry, host, is_name ? nullptr : &address, port))
            return true;
        list.remove_prefix(end == std::string_view::npos ? list.size() : end + 1);
    }
    return false;
}

} // namespace socketiota::clients
