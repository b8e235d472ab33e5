// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/system/error_code.hpp>

#include <cstddef>
#include <memory>
#include <vector>

#include <loop/descriptor.hpp>
#include <loop/socket_file.hpp>

namespace socketiota::loop {

/// A socket of the kernel that listens. Whoever accepts from it shares it: a loop that is stuck
/// keeps it, and another accepts meanwhile.
///
/// Thread safety: safe once it is made.
class listening_socket {
public:
    /// Binds and listens, with `count` sockets among which the kernel divides who connects. The
    /// first is bound alone, so that a port which is taken is an error, also if whoever has it
    /// would share it. Nothing is left open on a `failure`.
    [[nodiscard]] static std::vector<std::shared_ptr<listening_socket>>
    open(boost::asio::ip::tcp::endpoint const& at, std::size_t count,
         boost::system::error_code& failure);

    /// One at a path. The file of a dead process is replaced; ours goes with this object.
    [[nodiscard]] static std::shared_ptr<listening_socket>
    open(boost::asio::local::stream_protocol::endpoint const& at,
         boost::system::error_code& failure);

    listening_socket(listening_socket const&) = delete;
    listening_socket& operator=(listening_socket const&) = delete;

    /// The file goes first: while the socket is bound, no other file has its number.
    ~listening_socket() { file_.remove(); }

    [[nodiscard]] int number() const noexcept { return socket_.number(); }

    /// `AF_INET`, `AF_INET6` or `AF_UNIX`.
    [[nodiscard]] int family() const noexcept { return family_; }

    /// With the real port; of a Unix domain socket an endpoint without.
    [[nodiscard]] boost::asio::ip::tcp::endpoint local_endpoint() const noexcept;

private:
    explicit listening_socket(int family) noexcept : family_(family) {}

    void make(boost::system::error_code& failure);
    void set(int level, int option, int value, boost::system::error_code& failure) const;
    void bind(boost::asio::ip::tcp::endpoint const& at, boost::system::error_code& failure) const;
    void bind(boost::asio::local::stream_protocol::endpoint const& at,
              boost::system::error_code& failure) const;
    void listen(boost::system::error_code& failure) const;
    [[nodiscard]] static std::shared_ptr<listening_socket>
    bound(boost::asio::ip::tcp::endpoint const& at, bool shares_port,
          boost::system::error_code& failure);

    int family_;
    descriptor socket_;
    socket_file file_;
};

} // namespace socketiota::loop
