// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/server.hpp>

#include <boost/asio/io_context.hpp>

#include <memory>

#include <loop/shard.hpp>
#include <server/server_foundation.hpp>
#include <server/socket_io_part.hpp>

namespace socketiota {

/// What a Socket.IO server is made of.
///
/// Thread safety: that of `server_foundation`.
class server::core final : public server_foundation {
public:
    /// With an event loop of its own.
    core(std::unique_ptr<boost::asio::io_context> own, server_options const& options)
        : core(std::move(own), *own, loop::shard::on(*own), options) {}

    /// On a shard whose context the program runs.
    core(boost::asio::io_context& context, std::shared_ptr<loop::shard> home,
         server_options const& options)
        : core(nullptr, context, std::move(home), options) {}

    core(core const&) = delete;
    core& operator=(core const&) = delete;

    ~core() { close(); }

    [[nodiscard]] socket_io_part& part() const noexcept override { return *part_; }

private:
    core(std::unique_ptr<boost::asio::io_context>&& own, boost::asio::io_context& context,
         std::shared_ptr<loop::shard> home_shard, server_options const& given);

    std::unique_ptr<socket_io_part> part_;
};

} // namespace socketiota
