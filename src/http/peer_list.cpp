// SPDX-License-Identifier: MIT
#include <boost/asio/ip/address.hpp>
#include <boost/system/error_code.hpp>

#include <algorithm>
#include <charconv>

#include <http/peer_list.hpp>

namespace socketiota::http {

namespace ip = boost::asio::ip;

namespace {

constexpr std::string_view local_peers = "local";
constexpr unsigned mapped_bits = 96; // in front of an IPv4 address that is mapped into IPv6

} // namespace

std::optional<ip::address_v6> read_address(std::string_view text) {
    if (text.find('%') != text.npos)
        return std::nullopt; // a name of an interface
    boost::system::error_code failure;
    ip::address const address = ip::make_address(text, failure);
    if (failure)
        return std::nullopt;
    return address.is_v4() ? ip::make_address_v6(ip::v4_mapped, address.to_v4()) : address.to_v6();
}

std::optional<peer_list::network> peer_list::read_network(std::string_view text) {
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

peer_list::peer_list(std::vector<std::string> const& named) {
    for (std::string const& each : named)
        if (each == local_peers)
            holds_local_ = true;
        else if (auto const found = read_network(each))
            networks_.push_back(*found);
}

bool peer_list::is_readable(std::string_view named) {
    return named == local_peers || read_network(named);
}

bool peer_list::holds(ip::address_v6 const& address) const noexcept {
    auto const octets = address.to_bytes();
    return std::any_of(networks_.begin(), networks_.end(), [&octets](network const& each) {
        unsigned const whole = each.bits / 8;
        if (!std::equal(octets.begin(), octets.begin() + whole, each.first.begin()))
            return false;
        unsigned const rest = each.bits % 8;
        return rest == 0 || (octets[whole] ^ each.first[whole]) >> (8 - rest) == 0;
    });
}

bool peer_list::holds(std::string_view peer) const {
    if (peer.empty())
        return holds_local_;
    auto const address = read_address(peer);
    return address && holds(*address);
}

} // namespace socketiota::http
