// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/detail/callback.hpp>
#include <socketiota/every_core.hpp>
#include <socketiota/export.hpp>
#include <socketiota/http_limits.hpp>
#include <socketiota/http_routes.hpp>
#include <socketiota/log.hpp>
#include <socketiota/proxy_options.hpp>
#include <socketiota/server_base.hpp>
#include <socketiota/websocket_connection.hpp>
#include <socketiota/websocket_options.hpp>

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Whoever makes one includes it.
namespace boost::asio {
class io_context;
}

namespace socketiota {

/// How a server without Socket.IO behaves; what each means is said at `server_options`, which has
/// the same.
///
/// Errors: an option that cannot be is `invalid_option`, thrown by the constructor of the server.
struct web_server_options {
    /// As `server_options::max_connections`.
    std::size_t max_connections = 200'000;
    /// As `server_options::http`.
    http_limits http{};
    /// As `server_options::proxies`.
    std::optional<proxy_options> proxies{};
    /// As `server_options::max_running_handlers_of_all`, for coroutines that answer requests.
    std::size_t max_running_handlers_of_all = 100'000;
    /// As `server_options::allowed_origins`: binds plain WebSockets.
    std::vector<std::string> allowed_origins{};
    /// As `server_options::static_folder`.
    std::string static_folder{};
    /// As `server_options::log`.
    log_function log = &log_to_standard_error;
    /// As `server_options::max_log_lines`.
    std::size_t max_log_lines = 10;
    /// As `server_options::stop_timeout`, for coroutines that answer requests.
    std::chrono::milliseconds stop_timeout{3'000};
    /// As `server_options::drain_time`.
    std::chrono::milliseconds drain_time{0};
    /// As `server_options::shards`.
    std::size_t shards = 1;
    /// As `server_options::pin_threads`.
    bool pin_threads = false;
};

/// A server without Socket.IO: HTTP routes, plain WebSockets and files alone.
///
///     sio::web_server web({.static_folder = "public"});
///     web.http().get("/health", [] { return sio::http_response::text("ok"); });
///     web.websocket("/echo", [](sio::websocket_connection peer) {
///         peer.on_text([peer](std::string_view text) { peer.send(text); });
///     });
///     web.listen(3000);
///     web.run();
///
/// What a `server` does beside Socket.IO, and nothing else: no path belongs to it, and no client
/// files are served.
///
/// Thread safety: `stop`, `async_close` and `drain` are safe from any thread; the rest belongs
/// before `run()` or on the server's thread. Lifetime: as that of `server`.
class SOCKETIOTA_EXPORT web_server : public server_base {
public:
    /// With an event loop of its own. Throws if an option cannot be.
    explicit web_server(web_server_options const& options = {});

    /// On a context of the program, which must outlive it and which one thread runs.
    explicit web_server(boost::asio::io_context& context, web_server_options const& options = {});

    /// On the context behind `executor`, which must be that of an `io_context`.
    explicit web_server(executor_type executor, web_server_options const& options = {});

    ~web_server();

    /// As `server::http`: the program's routes.
    [[nodiscard]] http_routes http() const;

    /// As `server::websocket`.
    void websocket(std::string_view pattern, websocket_handler handler,
                   websocket_options options = {});

    /// As `server::serve_static`.
    void serve_static(std::string_view prefix, std::string folder);

private:
    class core;

    explicit web_server(std::shared_ptr<core> parts) noexcept;

    std::shared_ptr<core> core_;
};

} // namespace socketiota
