// SPDX-License-Identifier: MIT
#pragma once

// Their headers would take half as long to compile as all of ours, and few programs make an
// endpoint.
namespace boost::asio::ip {
class tcp;
template <class InternetProtocol>
class basic_endpoint;
} // namespace boost::asio::ip

namespace socketiota {

/// `boost::asio::ip::tcp::endpoint`, an address and a port: `{net::ip::address_v4::loopback(),
/// 80}`. Whoever makes one includes `<boost/asio/ip/tcp.hpp>`.
using tcp_endpoint = boost::asio::ip::basic_endpoint<boost::asio::ip::tcp>;

} // namespace socketiota
