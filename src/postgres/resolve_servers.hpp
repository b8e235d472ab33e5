// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/detail/callback.hpp>
#include <socketiota/error.hpp>

#include <boost/asio/ip/tcp.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include <loop/shard.hpp>
#include <postgres/connect_parameters.hpp>

namespace socketiota::postgres {

/// Finds the addresses of servers that have a name, on a thread of Asio's: libpq would have the
/// loop wait for the name service.
///
/// Not thread safe: belongs to its shard. Held by its operation.
class resolve_servers final : public std::enable_shared_from_this<resolve_servers> {
public:
    /// Is given all addresses of all servers; or none, and why the last has none.
    using completion =
        detail::callback<void(std::vector<server_address> const&, std::string const& words)>;

    explicit resolve_servers(loop::shard::executor_type executor) : resolver_(executor) {}

    /// `done` may be called inside.
    void start(std::vector<server_address> servers, completion done);

    /// From now on `done` is not called.
    void close() noexcept;

private:
    void next();
    void on_resolved(error_code failure, boost::asio::ip::tcp::resolver::results_type const& found);

    boost::asio::ip::tcp::resolver resolver_;
    std::vector<server_address> servers_{};
    std::size_t at_ = 0;
    std::vector<server_address> found_{};
    std::string words_{};
    completion done_{}; // empty once closed
};

} // namespace socketiota::postgres
