// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/server.hpp>

#include <boost/asio/io_context.hpp>

#include <memory>
#include <utility>

#include <hub/nsp_directory.hpp>
#include <loop/shard.hpp>
#include <server/common_options.hpp>
#include <server/server_foundation.hpp>
#include <server/server_loops.hpp>
#include <server/socket_io_part.hpp>

namespace socketiota {

/// What a Socket.IO server is made of.
///
/// Thread safety: that of `server_foundation`.
class server::core final : public server_of<socket_io_part> {
public:
    /// Throws if an option cannot be.
    core(server_loops loops, server_options const& given);

    /// On a shard whose context the program runs.
    core(boost::asio::io_context& context, std::shared_ptr<loop::shard> home,
         server_options const& given)
        : core(server_loops::on(context, std::move(home), common_of(given)), given) {}

    /// On all shards.
    [[nodiscard]] hub::nsp_directory& namespaces() const noexcept { return *namespaces_; }

private:
    [[nodiscard]] hub::nsp_rules rules(server_options const& given);

    std::shared_ptr<hub::nsp_directory> namespaces_;
};

} // namespace socketiota
