// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <memory>

#include <loop/channel.hpp>
#include <loop/descriptor.hpp>
#include <loop/listening_socket.hpp>
#include <loop/shard.hpp>

namespace socketiota::loop {

/// Accepts connections of a listening socket for one shard. Others may accept from the same.
///
/// When the process runs out of file descriptors it refuses connections one by one (with a
/// descriptor kept in reserve) instead of spinning on an accept that cannot succeed, and goes on
/// when descriptors come back.
///
/// Not thread safe: belongs to its shard. Destroying it stops accepting; accepted channels live on.
class listener {
public:
    using on_accept = std::function<void(std::unique_ptr<channel>)>;

    /// Takes a connection away, for another shard, and says whether it did.
    using on_arrival = std::function<bool(descriptor&)>;

    /// Told of each connection for which there was no descriptor, or no place to watch it, and why.
    using on_shortage = std::function<void(error_code)>;

    /// `accepted` is called on the shard for each connection. On a `failure`, for want of a place
    /// to watch the socket, none will come.
    listener(std::shared_ptr<shard> home, std::shared_ptr<listening_socket> from,
             on_accept accepted, error_code& failure);
    listener(listener const&) = delete;
    listener& operator=(listener const&) = delete;
    ~listener();

    void tell_shortages(on_shortage short_of);

    /// Asks `arrived` first.
    void divert(on_arrival arrived);

    /// Leaves those who connect to wait in the kernel.
    void pause() noexcept;
    void resume();

private:
    class acceptor;
    std::shared_ptr<acceptor> acceptor_;
};

} // namespace socketiota::loop
