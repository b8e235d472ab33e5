// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/http_routes.hpp>
#include <socketiota/websocket_connection.hpp>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <base/metric_sink.hpp>
#include <http/exchange.hpp>
#include <http/router.hpp>
#include <http/static_folder.hpp>
#include <loop/shard.hpp>
#include <server/websocket_routes.hpp>

namespace socketiota {

/// What a server answers on its port beside its own protocol: the program's routes, plain
/// WebSockets and folders, in this order.
///
/// Not thread safe: belongs to its shard.
class site {
public:
    /// All but the shard must outlive `close`.
    ///
    /// @param allowed_origins as `server_options::allowed_origins`.
    site(std::shared_ptr<loop::shard> home, base::metric_sink& metrics,
         http::route_listener& listener, std::shared_ptr<base::work_limit> work,
         std::vector<std::string> const& allowed_origins);
    site(site const&) = delete;
    site& operator=(site const&) = delete;

    /// The front whose requests are served must have closed before.
    ~site();

    [[nodiscard]] std::shared_ptr<http::router> const& routes() noexcept { return routes_; }

    [[nodiscard]] websocket_routes& websockets() const noexcept { return *websockets_; }

    void add_static_folder(std::string prefix, std::filesystem::path folder);

    /// Answers a request, with 404 if nothing here is what it asks for.
    void serve(http::exchange& request);

    /// Requests that wait for the handlers of their routes.

    /// Ends all WebSockets.
    void close();

private:
    [[nodiscard]] bool serve_parts(http::exchange& request);

    std::shared_ptr<http::router> routes_;
    std::shared_ptr<websocket_routes> websockets_;
    std::vector<http::static_folder> folders_;
};

} // namespace socketiota
