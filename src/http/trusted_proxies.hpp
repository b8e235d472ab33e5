// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/proxy_options.hpp>

#include <boost/asio/ip/address_v6.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <wire/request_head.hpp>

namespace socketiota::http {

/// Whose word counts for the address of a client, and which.
///
/// Thread safety: immutable, safe.
class trusted_proxies {
public:
    /// `options` must have passed `validate`.
    explicit trusted_proxies(proxy_options const& options);

    /// The address of the client that sent a request.
    ///
    /// @param peer of the connection; empty: a Unix domain socket.
    [[nodiscard]] std::string client_of(std::string peer, wire::request_head const& head) const;

private:
    /// IPv4 as what is mapped into IPv6.
    struct network {
        boost::asio::ip::address_v6::bytes_type first;
        unsigned bits;
    };

    friend std::optional<std::string_view> validate(proxy_options const& options);

    [[nodiscard]] static std::optional<network> read_network(std::string_view text);
    [[nodiscard]] bool trusts(boost::asio::ip::address_v6 const& address) const noexcept;

    std::vector<network> networks_;
    bool trusts_local_ = false;
    client_header header_;
};

/// The sentence that says what is wrong with `options`, or nothing.
[[nodiscard]] std::optional<std::string_view> validate(proxy_options const& options);

} // namespace socketiota::http
