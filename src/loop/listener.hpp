// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>

#include <functional>
#include <memory>

#include <loop/channel.hpp>
#include <loop/shard.hpp>

namespace socketiota::loop {

/// Accepts TCP connections or those of a Unix domain socket on one endpoint for one shard.
///
/// When the process runs out of file descriptors it refuses connections one by one (with a
/// descriptor kept in reserve) instead of spinning on an accept that cannot succeed, and goes on
/// when descriptors come back.
///
/// Not thread safe: belongs to its shard. Destroying it stops listening; accepted channels live on.
class listener {
public:
    using on_accept = std::function<void(std::unique_ptr<channel>)>;

    /// Told of each connection for which there was no descriptor, or no place to watch it, and why.
    using on_shortage = std::function<void(error_code)>;

    /// Binds and listens; `accepted` is called on the shard for each connection.
    /// Fails with `failure` when the endpoint is taken or not allowed.
    listener(std::shared_ptr<shard> home, boost::asio::ip::tcp::endpoint const& at,
             on_accept accepted, error_code& failure);

    /// The same at a path. The file of a dead process is replaced; ours is removed in the end.
    listener(std::shared_ptr<shard> home, boost::asio::local::stream_protocol::endpoint const& at,
             on_accept accepted, error_code& failure);
    listener(listener const&) = delete;
    listener& operator=(listener const&) = delete;
    ~listener();

    void tell_shortages(on_shortage short_of);

    /// Where it listens, with the real port when port 0 was asked for; of a Unix domain socket
    /// an endpoint without port.
    [[nodiscard]] boost::asio::ip::tcp::endpoint local_endpoint() const;

private:
    class acceptor;
    std::shared_ptr<acceptor> acceptor_;
};

} // namespace socketiota::loop
