// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/system/error_code.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <loop/ip_family.hpp>
#include <loop/shard.hpp>

namespace socketiota::loop {

/// Who hears which addresses a name has, or why none, once. It may destroy the lookup in the call.
class lookup_owner {
public:
    /// As the resolver put them (RFC 6724); at least one.
    virtual void on_addresses(std::vector<boost::asio::ip::tcp::endpoint> found) = 0;

    virtual void on_no_address(boost::system::error_code reason) = 0;

protected:
    ~lookup_owner() = default;
};

/// Asks the system for the addresses of a name, on a thread of Asio's. Destroying it ends it, and
/// its owner hears nothing.
///
/// Not thread safe: belongs to its shard.
class address_lookup {
public:
    address_lookup(std::shared_ptr<shard> home, std::string const& host, std::uint16_t port,
                   ip_family family, lookup_owner& owner);
    address_lookup(address_lookup const&) = delete;
    address_lookup& operator=(address_lookup const&) = delete;
    ~address_lookup();

private:
    class run;

    std::shared_ptr<run> run_;
};

} // namespace socketiota::loop
