// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/cookie_options.hpp>
#include <socketiota/cors_options.hpp>
#include <socketiota/deflate_options.hpp>
#include <socketiota/detail/callback.hpp>
#include <socketiota/engine_session.hpp>
#include <socketiota/every_core.hpp>
#include <socketiota/export.hpp>
#include <socketiota/handshake.hpp>
#include <socketiota/http_compression_options.hpp>
#include <socketiota/http_headers.hpp>
#include <socketiota/http_limits.hpp>
#include <socketiota/log.hpp>
#include <socketiota/proxy_options.hpp>
#include <socketiota/request_guard.hpp>
#include <socketiota/server_base.hpp>
#include <socketiota/transport.hpp>

#include <chrono>
#include <cstddef>
#include <exception>
#include <functional>
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
    /// As `server_options::add_trailing_slash`.
    bool add_trailing_slash = true;
    /// As `server_options::transports`.
    transport transports = transport::polling | transport::websocket;
    /// As `server_options::allow_upgrades`.
    bool allow_upgrades = true;
    /// Whether clients of Engine.IO revision 3 may connect too.
    bool allow_eio3 = false;
    /// As `server_options::per_message_deflate`.
    std::optional<deflate_options> per_message_deflate{};
    /// As `server_options::http_compression`.
    std::optional<http_compression_options> http_compression{http_compression_options{}};
    /// As `server_options::allow_jsonp`.
    bool allow_jsonp = false;
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
    /// As `server_options::proxies`.
    std::optional<proxy_options> proxies{};
    /// As `server_options::max_sessions`.
    std::size_t max_sessions = 100'000;
    /// As `server_options::max_running_handlers_of_all`, for coroutines of `allow_request`.
    std::size_t max_running_handlers_of_all = 100'000;
    /// As `server_options::cors`.
    std::optional<cors_options> cors{};
    /// As `server_options::cors_for`.
    detail::callback<std::optional<cors_options>(handshake const&)> cors_for{};
    /// As `server_options::allowed_origins`.
    std::vector<std::string> allowed_origins{};
    /// As `server_options::engine_middlewares`.
    std::vector<request_guard> engine_middlewares{};
    /// As `server_options::allow_request`.
    request_guard allow_request{};
    /// As `server_options::generate_id`.
    std::function<std::string(handshake const&)> generate_id{};
    /// As `server_options::cookie`.
    std::optional<cookie_options> cookie{};
    /// As `server_options::initial_headers`.
    detail::callback<void(http_headers&, handshake const&)> initial_headers{};
    /// As `server_options::headers`.
    detail::callback<void(http_headers&, handshake const&)> headers{};
    /// As `server_options::log`.
    log_function log = &log_to_standard_error;
    /// As `server_options::max_log_lines`.
    std::size_t max_log_lines = 10;
    /// As `server_options::stop_timeout`, for coroutines of `allow_request`.
    std::chrono::milliseconds stop_timeout{3'000};
    /// As `server_options::drain_time`.
    std::chrono::milliseconds drain_time{0};
    /// As `server_options::shards`.
    std::size_t shards = 1;
    /// As `server_options::pin_threads`.
    bool pin_threads = false;
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
/// Thread safety: `stop`, `async_close` and `drain` are safe from any thread; the rest belongs
/// before `run()` or on the server's thread. With several shards functions of a session are called
/// on its shard, those of different sessions at the same time. Lifetime: destroying it ends all
/// sessions, and handles of them that outlive it do nothing any more.
class SOCKETIOTA_EXPORT engine_server : public server_base {
public:
    /// With an event loop of its own. Throws if an option cannot be.
    explicit engine_server(engine_server_options const& options = {});

    /// On a context of the program, which must outlive it and which one thread runs.
    explicit engine_server(boost::asio::io_context& context,
                           engine_server_options const& options = {});

    /// On the context behind `executor`, which must be that of an `io_context`.
    explicit engine_server(executor_type executor, engine_server_options const& options = {});

    ~engine_server();

    using server_base::on_error;

    /// Calls `function(engine_session)` for each session that has begun, on its shard: with several
    /// of them at the same time. The latest function given counts.
    void on_connection(detail::callback<void(engine_session)> function);

    /// Calls `function(engine_session, exception_ptr)` when an exception leaves a function that
    /// hears of sessions, on its shard. Unless set, a line goes to the log.
    void on_error(detail::callback<void(engine_session const&, std::exception_ptr)> function);

private:
    class core;

    explicit engine_server(std::shared_ptr<core> parts) noexcept;

    std::shared_ptr<core> core_;
};

} // namespace socketiota
