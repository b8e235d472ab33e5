// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/ip/address.hpp>

#include <string>

namespace socketiota::loop {

/// The text of an address as users know it: an IPv4 peer of a listener for both families, which
/// sees `::ffff:192.0.2.1`, is `192.0.2.1`.
[[nodiscard]] std::string address_text(boost::asio::ip::address const& address);

} // namespace socketiota::loop
