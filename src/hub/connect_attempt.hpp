// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/socket.hpp>
#include <socketiota/verdict.hpp>

#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <exception>
#include <memory>
#include <optional>
#include <vector>

#include <adapter/wanted_session.hpp>
#include <base/work_limit.hpp>
#include <hub/nsp_part.hpp>
#include <hub/socket_core.hpp>

namespace socketiota::hub {

class client;

/// A socket on its way through the middlewares of its namespace, one after the other; each may take
/// its time.
///
/// Not thread safe: belongs to its shard.
class connect_attempt final : public std::enable_shared_from_this<connect_attempt>,
                              public adapter::session_seeker {
public:
    connect_attempt(client& owner, std::shared_ptr<socket_core> socket);

    /// Runs the middlewares that are registered now, or when the namespace opens, and then tells
    /// the client.
    void start();

    /// The client has gone: whatever the middleware decides has no effect any more.
    void abandon();

    [[nodiscard]] std::shared_ptr<socket_core> const& socket() const noexcept { return socket_; }

private:
    void seek(adapter::wanted_session wanted);
    void claim();
    void go_on_as(recovery_outcome outcome);
    void on_sought(recovery_outcome outcome) noexcept override;
    void begin_guards();
    void go_on();
    void accept();
    void decide(verdict const& decision);
    void fail(std::exception_ptr failure);
    static boost::asio::awaitable<void> wait_for(std::shared_ptr<connect_attempt> self,
                                                 boost::asio::awaitable<verdict> decision,
                                                 base::work_limit::slot running);

    client* client_; // null once abandoned or done
    std::shared_ptr<socket_core> socket_;
    std::vector<detail::connection_guard> guards_;
    std::size_t next_ = 0;
    std::optional<adapter::wanted_session> wanted_;
    socketiota::socket handle_; // what the middleware that decides now has a reference to
};

} // namespace socketiota::hub
