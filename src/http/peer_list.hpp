// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/ip/address_v6.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace socketiota::http {

/// An address of either family, IPv4 as what is mapped into IPv6; nothing if it is none, or is one
/// of an interface, which means something on one machine only.
[[nodiscard]] std::optional<boost::asio::ip::address_v6> read_address(std::string_view text);

/// Peers by address and network, and those that come by Unix domain sockets.
///
/// Thread safety: immutable, safe.
class peer_list {
public:
    /// Each of `named` must be readable.
    explicit peer_list(std::vector<std::string> const& named);

    /// Whether it is `10.0.0.1`, `10.0.0.0/8` (without bits behind those that count), `fd00::/8` or
    /// `local`.
    [[nodiscard]] static bool is_readable(std::string_view named);

    [[nodiscard]] bool empty() const noexcept { return networks_.empty() && !holds_local_; }

    [[nodiscard]] bool holds(boost::asio::ip::address_v6 const& address) const noexcept;

    /// @param peer of a connection, as its channel says; empty: of a Unix domain socket.
    [[nodiscard]] bool holds(std::string_view peer) const;

private:
    struct network {
        boost::asio::ip::address_v6::bytes_type first;
        unsigned bits;
    };

    [[nodiscard]] static std::optional<network> read_network(std::string_view text);

    std::vector<network> networks_;
    bool holds_local_ = false;
};

} // namespace socketiota::http
