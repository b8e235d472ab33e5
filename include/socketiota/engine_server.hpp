// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/cors_options.hpp>
#include <socketiota/detail/callback.hpp>
#include <socketiota/engine_session.hpp>
#include <socketiota/error.hpp>
#include <socketiota/export.hpp>
#include <socketiota/http_limits.hpp>
#include <socketiota/log.hpp>
#include <socketiota/metric.hpp>
#include <socketiota/tcp_endpoint.hpp>
#include <socketiota/transport.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
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

/// How an Engine.IO server behaves. Every default equals Node's where Node has the option; what
/// each means is said at `server_options`, which has the same.
///
/// Errors: an option that cannot be is `invalid_option`, thrown by the constructor of the server.
struct engine_server_options {
    /// Where Engine.IO is served.
    std::string path = "/engine.io/";
    /// As `server_options::transports`.
    transport transports = transport::polling | transport::websocket;
    /// As `server_options::allow_upgrades`.
    bool allow_upgrades = true;
    /// As `server_options::ping_interval`.
    std::chrono::milliseconds ping_interval{25'000};
    /// As `server_options::ping_timeout`.
    std::chrono::milliseconds ping_timeout{20'000};
    /// As `server_options::upgrade_timeout`.
    std::chrono::milliseconds upgrade_timeout{10'000};
    /// As `server_options::max_http_buffer_size`.
    std::size_t max_http_buffer_size = 1'000'000;
    /// As `server_options::max_outbox_bytes`.
    std::size_t max_outbox_bytes = std::size_t{16} << 20;
    /// As `server_options::max_connections`.
    std::size_t max_connections = 200'000;
    /// As `server_options::http`.
    http_limits http{};
    /// As `server_options::max_sessions`.
    std::size_t max_sessions = 100'000;
    /// As `server_options::cors`.
    std::optional<cors_options> cors{};
    /// As `server_options::allowed_origins`.
    std::vector<std::string> allowed_origins{};
    /// As `server_options::log`.
    detail::callback<void(log_level, std::string_view)> log = &log_to_standard_error;
};

/// An Engine.IO server without Socket.IO on top: for programs with a protocol of their own that
/// want its transports, its upgrade and its heartbeat.
///
///     sio::engine_server engine;
///     engine.on_connection([](sio::engine_session session) {
///         session.on_text([session](std::string_view text) { session.send(text); });
///     });
///     engine.listen(3000);
///     engine.run();
///
/// Clients are those of npm's `engine.io-client`.
///
/// Thread safety: `stop` is safe from any thread; the rest belongs before `run()` or on the
/// server's thread. Lifetime: destroying it ends all sessions.
class SOCKETIOTA_EXPORT engine_server {
public:
    /// With an event loop of its own. Throws if an option cannot be.
    explicit engine_server(engine_server_options options = {});

    /// On a context of the program, which must outlive it and which one thread runs.
    explicit engine_server(boost::asio::io_context& context, engine_server_options options = {});

    engine_server(engine_server const&) = delete;
    engine_server& operator=(engine_server const&) = delete;
    ~engine_server();

    /// Accepts connections on one endpoint, port 0 for a free one. Throws
    /// `boost::system::system_error` if it is taken or not allowed.
    void listen(tcp_endpoint const& endpoint);
    /// The same; what is wrong comes in `failure`.
    void listen(tcp_endpoint const& endpoint, error_code& failure);

    /// The same on a port of all addresses, IPv6 and IPv4.
    void listen(std::uint16_t port);

    /// The port of the last `listen`; 0 before.
    [[nodiscard]] std::uint16_t port() const noexcept;

    /// Runs the event loop that it owns until SIGINT, SIGTERM or `stop`. With a context of the
    /// program, that context is what to run: this throws `std::logic_error`.
    void run();

    /// Ends all sessions and stops listening; `run` returns soon after. Any number of times.
    void stop();

    /// Where its handlers run.
    [[nodiscard]] boost::asio::any_io_executor get_executor() const noexcept;

    /// How many sessions there are. On the server's thread.
    [[nodiscard]] std::size_t connections() const noexcept;

    /// Calls `function(engine_session)` for each session that has begun.
    void on_connection(detail::callback<void(engine_session)> function);

    /// Calls `function(metric)` for each thing that is counted: what ended, was refused or dropped.
    void on_metric(detail::callback<void(metric)> function);

private:
    class core;

    std::shared_ptr<core> core_;
};

} // namespace socketiota
