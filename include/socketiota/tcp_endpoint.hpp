// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/ip/basic_endpoint.hpp>

// Its header would take half as long to compile as all of ours; whoever has a context has it.
namespace boost::asio::ip {
class tcp;
}

namespace socketiota {

/// `boost::asio::ip::tcp::endpoint`, an address and a port: `{net::ip::address_v4::loopback(),
/// 80}`.
using tcp_endpoint = boost::asio::ip::basic_endpoint<boost::asio::ip::tcp>;

} // namespace socketiota
