// SPDX-License-Identifier: MIT
#include <boost/asio/ip/address.hpp>
#include <boost/system/errc.hpp>

#include <algorithm>
#include <utility>

#include <client/proxy/socks5_tunnel.hpp>
#include <wire/url.hpp>

namespace socketiota::clients {

namespace {

// Of RFC 1928 and RFC 1929.
constexpr char version = 5;
constexpr char login_version = 1;
constexpr char no_login = 0;
constexpr char by_password = 2;
constexpr char no_method = '\xFF';
constexpr char connect_command = 1;
constexpr char of_ipv4 = 1;
constexpr char of_name = 3;
constexpr char of_ipv6 = 4;
constexpr std::size_t most_octets = 4 + 1 + 255 + 2; // of a reply with a name

tunnel_step broken_rules(std::string sentence) {
    return refused_tunnel(make_error_code(boost::system::errc::protocol_error),
                          std::move(sentence));
}

tunnel_step is_no_socks() {
    return broken_rules("is none of SOCKS 5: check its url, which begins with http:// if it is one "
                        "of HTTP");
}

/// Why a proxy does not lead to a server, and what helps (RFC 1928 section 6).
std::string_view reason_of(unsigned char reply) noexcept {
    switch (reply) {
    case 1:
        return "it failed for a reason of its own, which its log may tell";
    case 2:
        return "its rules do not allow this host or port";
    case 3:
        return "the network of the server is out of its reach";
    case 4:
        return "the server is out of its reach, or the name has no address there: check the host";
    case 5:
        return "nothing answers there: check host and port";
    case 6:
        return "the server is too far from it (TTL expired)";
    case 7:
        return "it knows no CONNECT: use another proxy";
    case 8:
        return "it takes no such address: begin its url with socks5:// if it has to be one of "
               "IPv4 or IPv6, with socks5h:// if it has to be a name";
    default:
        return "it gave a reason that SOCKS 5 has not";
    }
}

void append_prefixed(std::string& octets, std::string_view text) {
    octets += static_cast<char>(text.size());
    octets += text;
}

template <class Octets>
void append_octets(std::string& octets, Octets const& added) {
    for (unsigned char const each : added)
        octets += static_cast<char>(each);
}

void append_host(std::string& octets, std::string const& host) {
    boost::system::error_code is_name;
    auto const address = boost::asio::ip::make_address(host, is_name);
    if (is_name) {
        octets += of_name;
        append_prefixed(octets, host);
    } else if (address.is_v4()) {
        octets += of_ipv4;
        append_octets(octets, address.to_v4().to_bytes());
    } else {
        octets += of_ipv6;
        append_octets(octets, address.to_v6().to_bytes());
    }
}

} // namespace

socks5_tunnel::socks5_tunnel(proxy const& through, std::string_view host, std::uint16_t port)
    : user_(through.user), password_(through.password), host_(host), port_(port) {}

std::string socks5_tunnel::begin() {
    return has_login() ? std::string{version, 2, no_login, by_password}
                       : std::string{version, 1, no_login};
}

tunnel_step socks5_tunnel::step(std::string_view octets) {
    // One too many is as wrong as all of them.
    received_.append(octets.substr(0, most_octets + 1 - received_.size()));
    auto done = read();
    bool const goes_on =
        done.type == tunnel_step::kind::send || done.type == tunnel_step::kind::open;
    if (goes_on && !received_.empty())
        return broken_rules("sent more than its reply, before it was asked for anything");
    return done;
}

tunnel_step socks5_tunnel::read() {
    if (stage_ == stage::reply)
        return read_reply();
    if (stage_ == stage::method && received_.front() != version)
        return is_no_socks();
    if (received_.size() < 2)
        return {};
    return stage_ == stage::method ? read_method() : read_login();
}

tunnel_step socks5_tunnel::read_method() {
    char const chosen = received_[1];
    if (chosen == no_login)
        return send(request(), stage::reply);
    if (chosen == by_password && has_login())
        return send(login(), stage::login);
    if (chosen != no_method)
        return broken_rules("chose a way to log in that was not offered");
    return refused_tunnel(error::proxy_refused_login,
                          has_login() ? "takes no login by user and password, the only kind that "
                                        "is known here"
                                      : "wants a login, which its url does not have: "
                                        "socks5://user:password@host:port");
}

tunnel_step socks5_tunnel::read_login() {
    if (received_[1] != 0)
        return refused_tunnel(error::proxy_refused_login,
                              "does not take user and password of its url: check both");
    return send(request(), stage::reply);
}

tunnel_step socks5_tunnel::read_reply() {
    if (received_.front() != version)
        return is_no_socks();
    if (received_.size() < 2)
        return {};
    auto const reply = static_cast<unsigned char>(received_[1]);
    if (reply != 0) // behind which not all of them send the rest
        return refused_tunnel(error::proxy_refused, "does not lead to " +
                                                        wire::authority_of(host_, port_) + ": " +
                                                        std::string(reason_of(reply)) + " (" +
                                                        std::to_string(reply) + ")");
    if (received_.size() < 5)
        return {};
    std::size_t size = 4 + 2;
    switch (received_[3]) {
    case of_ipv4:
        size += 4;
        break;
    case of_ipv6:
        size += 16;
        break;
    case of_name:
        size += std::size_t{1} + static_cast<unsigned char>(received_[4]);
        break;
    default:
        return broken_rules("sent a reply with an address of no kind that SOCKS 5 has");
    }
    if (received_.size() < size)
        return {};
    received_.erase(0, size);
    return {.type = tunnel_step::kind::open};
}

tunnel_step socks5_tunnel::send(std::string octets, stage then) {
    stage_ = then;
    received_.erase(0, 2);
    return {.type = tunnel_step::kind::send, .octets = std::move(octets)};
}

std::string socks5_tunnel::login() const {
    std::string octets(1, login_version);
    append_prefixed(octets, user_);
    append_prefixed(octets, password_);
    return octets;
}

std::string socks5_tunnel::request() const {
    std::string octets{version, connect_command, 0};
    append_host(octets, host_);
    octets += static_cast<char>(port_ >> 8U);
    octets += static_cast<char>(port_ & 255U);
    return octets;
}

} // namespace socketiota::clients
