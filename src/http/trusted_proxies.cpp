// SPDX-License-Identifier: MIT
#include <boost/asio/ip/address.hpp>
#include <boost/system/error_code.hpp>

#include <algorithm>
#include <charconv>

#include <http/trusted_proxies.hpp>
#include <loop/address_text.hpp>
#include <wire/forwarded.hpp>
#include <wire/http_syntax.hpp>

namespace socketiota::http {
namespace {

namespace ip = boost::asio::ip;

constexpr std::string_view local_peers = "local";
constexpr unsigned mapped_bits = 96; // in front of an IPv4 address that is mapped into IPv6

std::optional<ip::address_v6> read_address(std::string_view text) {
    if (text.find('%') != text.npos)
        return std::nullopt; // a name of an interface means something on one machine only
    boost::system::error_code failure;
    ip::address const address = ip::make_address(text, failure);
    if (failure)
        return std::nullopt;
    return address.is_v4() ? ip::make_address_v6(ip::v4_mapped, address.to_v4()) : address.to_v6();
}

} // namespace

std::optional<trusted_proxies::network> trusted_proxies::read_network(std::string_view text) {
    std::size_t const slash = text.find('/');
    std::string_view const host = text.substr(0, slash);
    auto const address = read_address(host);
    if (!address)
        return std::nullopt;
    unsigned const before = host.find(':') == host.npos ? mapped_bits : 0;
    network found{address->to_bytes(), 128};
    if (slash != text.npos) {
        std::string_view const digits = text.substr(slash + 1);
        auto const [end, wrong] =
            std::from_chars(digits.data(), digits.data() + digits.size(), found.bits);
        if (wrong != std::errc() || end != digits.data() + digits.size() ||
            found.bits > 128 - before)
            return std::nullopt;
        found.bits += before;
    }
    // A network whose address has more than its bits is most likely a slip.
    for (unsigned bit = found.bits; bit < 128; ++bit)
        if ((found.first[bit / 8] >> (7 - bit % 8) & 1) != 0)
            return std::nullopt;
    return found;
}

trusted_proxies::trusted_proxies(proxy_options const& options) : header_(options.header) {
    for (std::string const& each : options.trusted)
        if (each == local_peers)
            trusts_local_ = true;
        else if (auto const found = read_network(each))
            networks_.push_back(*found);
}

bool trusted_proxies::trusts(ip::address_v6 const& address) const noexcept {
    auto const octets = address.to_bytes();
    return std::any_of(networks_.begin(), networks_.end(), [&octets](network const& each) {
        unsigned const whole = each.bits / 8;
        if (!std::equal(octets.begin(), octets.begin() + whole, each.first.begin()))
            return false;
        unsigned const rest = each.bits % 8;
        return rest == 0 || (octets[whole] ^ each.first[whole]) >> (8 - rest) == 0;
    });
}

std::string trusted_proxies::client_of(std::string peer, wire::request_head const& head) const {
    if (peer.empty() ? !trusts_local_ : true) {
        auto const address = read_address(peer);
        if (!address || !trusts(*address))
            return peer;
    }
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
            if (!trusts(*address))
                return peer;
        }
    }
    return peer;
}

std::optional<std::string_view> validate(proxy_options const& options) {
    if (options.trusted.empty())
        return "proxies: trusted is empty: nobody's header would be read; leave proxies out for "
               "that";
    if (!std::all_of(options.trusted.begin(), options.trusted.end(), [](std::string const& each) {
            return each == local_peers || trusted_proxies::read_network(each);
        }))
        return "proxies: trusted has what is neither an address nor a network, as 10.0.0.1, "
               "10.0.0.0/8 (without bits behind those that count) and fd00::/8, nor local";
    return std::nullopt;
}

} // namespace socketiota::http
