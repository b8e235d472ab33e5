// SPDX-License-Identifier: MIT
#pragma once

#include <memory>

#include <loop/channel.hpp>
#include <loop/descriptor.hpp>
#include <loop/epoll_set.hpp>
#include <loop/shard.hpp>

namespace socketiota::loop {

/// A channel over a connection of the kernel: TCP or a Unix domain socket.
///
/// It waits for readiness and then reads without blocking into the shard's buffer, so a connection
/// that says nothing holds no buffer: reads into a buffer of its own took 4 KiB more, measured.
class socket_channel final : public channel, private watched {
public:
    /// Takes over a connected socket that does not block. On a failure, because the kernel has no
    /// memory or watches as many as it may, no event will come.
    socket_channel(std::shared_ptr<shard> home, descriptor socket, error_code& failure);
    ~socket_channel() override;

    void set_owner(channel_owner& owner) override;
    void pause_reading() override;
    void resume_reading() override;
    [[nodiscard]] std::size_t write(std::span<boost::asio::const_buffer const> pieces,
                                    error_code& failure) override;
    void shutdown_send() override;
    void close() noexcept override;
    [[nodiscard]] std::unique_ptr<parked_channel> park() override;
    [[nodiscard]] std::string remote_address() const override;

    [[nodiscard]] bool secure() const noexcept override { return false; }

private:
    void on_readable() override;
    void on_writable() override;
    void on_thrown() noexcept override;
    void update_reading() noexcept;
    void shutdown_both() noexcept;

    std::shared_ptr<shard> home_;
    descriptor socket_;
    channel_owner* owner_ = nullptr; // null before the first owner and once closed
    bool paused_ = false;
    bool ended_ = false;
};

} // namespace socketiota::loop
