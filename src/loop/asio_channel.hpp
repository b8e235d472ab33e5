// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/generic/stream_protocol.hpp>

#include <memory>
#include <optional>

#include <loop/channel.hpp>
#include <loop/shard.hpp>

namespace socketiota::loop {

/// A channel over a socket of Asio: TCP or a Unix domain socket, on every system that Asio knows.
///
/// It waits for readiness and then reads without blocking into the shard's buffer, so a connection
/// that says nothing holds no buffer. `socket_channel` does the same with fewer calls of the
/// kernel, where there is epoll.
class asio_channel : public channel {
public:
    using stream = boost::asio::basic_stream_socket<boost::asio::generic::stream_protocol,
                                                    shard::executor_type>;

    /// Takes over a connected socket of the context of `home`. `failure` is what the system says if
    /// it cannot be used without blocking.
    asio_channel(std::shared_ptr<shard> home, stream socket, error_code& failure);
    ~asio_channel() override;

    void set_owner(channel_owner& owner) override;
    void pause_reading() override;
    void resume_reading() override;
    [[nodiscard]] std::size_t write(std::span<boost::asio::const_buffer const> pieces,
                                    error_code& failure) override;
    void shutdown_send() override;
    void close() noexcept override;

    /// Never: not every system lets a socket go from one context to another.
    [[nodiscard]] std::unique_ptr<parked_channel> park() override { return nullptr; }

    [[nodiscard]] std::string remote_address() const override;

    [[nodiscard]] bool secure() const noexcept override { return false; }

protected:
    /// Closes this and leaves the socket open, for whoever calls. Nothing if it was closed or the
    /// system does not give it away.
    [[nodiscard]] std::optional<stream::native_handle_type> release();

private:
    class connection;

    /// The part that its operations keep alive, so that the channel can go in any of them.
    std::shared_ptr<connection> connection_;
};

} // namespace socketiota::loop
