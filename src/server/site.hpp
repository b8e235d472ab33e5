// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/http_routes.hpp>
#include <socketiota/websocket_connection.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
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

    // ---- on all shards of a server whose parts have one as `content` ----

    /// Has the sites of `server` be one to the program: what it adds to the routes of the first is
    /// added to all.
    template <class Server>
    static void join(Server const& server);

    /// See `server::websocket`.
    template <class Server>
    static void add_websocket(Server const& server, std::string_view pattern,
                              websocket_handler handler, websocket_options options);

    /// See `server::serve_static`.
    template <class Server>
    static void serve_folder(Server& server, std::string_view prefix, std::string folder);

    /// Answers a request, with 404 if nothing here is what it asks for.
    void serve(http::exchange& request);

    /// Ends all WebSockets.
    void close();

private:
    [[nodiscard]] bool serve_parts(http::exchange& request);

    std::shared_ptr<http::router> routes_;
    std::shared_ptr<websocket_routes> websockets_;
    std::vector<http::static_folder> folders_;
};

template <class Server>
void site::join(Server const& server) {
    std::vector<std::weak_ptr<http::router>> others;
    for (std::size_t index = 1; index < server.shards().size(); ++index)
        others.push_back(server.part(index).content().routes());
    if (!others.empty())
        server.part().content().routes()->spread_to(std::move(others), server.admitting());
}

template <class Server>
void site::add_websocket(Server const& server, std::string_view pattern, websocket_handler handler,
                         websocket_options options) {
    server.admitting()->check("websocket", handler.shareable());
    auto const made = websocket_routes::make(pattern, std::move(handler), std::move(options));
    server.on_parts([&](auto& each) { each.content().websockets().add(made); });
}

template <class Server>
void site::serve_folder(Server& server, std::string_view prefix, std::string folder) {
    server.admitting()->check_time("serve_static");
    server.look_for_folder(prefix, folder);
    http::static_folder const made(std::string(prefix), std::move(folder));
    server.on_parts([&](auto& each) { each.content().folders_.push_back(made); });
}

} // namespace socketiota
