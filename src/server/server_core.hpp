// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/server.hpp>

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <base/metric_sink.hpp>
#include <engine/engine.hpp>
#include <http/client_bundle.hpp>
#include <http/exchange.hpp>
#include <http/front.hpp>
#include <http/router.hpp>
#include <http/static_folder.hpp>
#include <hub/hub.hpp>
#include <loop/channel.hpp>
#include <loop/listener.hpp>
#include <loop/shard.hpp>
#include <loop/tls_context.hpp>
#include <server/delays.hpp>
#include <server/websocket_routes.hpp>

namespace socketiota {

/// What a server is made of, and which request goes to which part.
///
/// Thread safety: belongs to the shard, except `stop` and the log.
class server::core final : public std::enable_shared_from_this<core>,
                           private base::metric_sink,
                           private http::service,
                           private http::route_observer {
public:
    /// With an event loop of its own.
    core(std::unique_ptr<boost::asio::io_context> own, server_options options);

    /// On a shard whose context the program runs.
    core(boost::asio::io_context& context, std::shared_ptr<loop::shard> home,
         server_options options);
    core(core const&) = delete;
    core& operator=(core const&) = delete;
    ~core();

    /// Reads the certificates. Throws if they cannot be used.
    [[nodiscard]] std::shared_ptr<loop::tls_context> load(tls_options const& tls);

    /// `tls` is null for a port without.
    void listen(boost::asio::ip::tcp::endpoint const& at, std::shared_ptr<loop::tls_context> tls,
                error_code& failure);
    void listen(boost::asio::local::stream_protocol::endpoint const& at, error_code& failure);
    void reload_certificates();

    [[nodiscard]] std::uint16_t port() const noexcept { return port_; }

    /// Serves a connection that was made elsewhere than at a listener.
    void accept(std::unique_ptr<loop::channel> connection);

    void run();
    void stop();
    void close();
    void close_then(boost::asio::any_completion_handler<void(error_code)> handler);

    [[nodiscard]] hub::hub& namespaces() noexcept { return *hub_; }

    [[nodiscard]] loop::shard& shard() noexcept { return *shard_; }

    [[nodiscard]] std::string const& path() const noexcept { return engine_->path(); }

    [[nodiscard]] std::size_t sessions() const noexcept { return engine_->session_count(); }

    [[nodiscard]] std::shared_ptr<http::router> const& routes() noexcept { return routes_; }

    [[nodiscard]] websocket_routes& websockets() noexcept { return *websockets_; }

    void add_static_folder(std::string prefix, std::filesystem::path folder) {
        static_folders_.emplace_back(std::move(prefix), std::move(folder));
    }

    [[nodiscard]] delays& waits() noexcept { return delays_; }

    void log(log_level level, std::string_view line) const noexcept;

    detail::callback<void(metric)> metric_hook;
    detail::callback<void(connection_error const&)> connection_error_hook;

private:
    core(std::unique_ptr<boost::asio::io_context>&& own, boost::asio::io_context& context,
         std::shared_ptr<loop::shard> home, server_options options);

    void add(std::unique_ptr<loop::listener> opened);
    void log_misuse();
    void close_and_return();
    void count(metric what) noexcept override;
    void serve(http::exchange& request) override;
    [[nodiscard]] bool serve_routes(http::exchange& request);
    void on_route_failed(std::string_view sentence) noexcept override;
    [[nodiscard]] http::header_list cors_headers(http::exchange const& request) const;
    [[nodiscard]] std::shared_ptr<engine::engine_options const> make_engine_options();
    void ask(request_guard const& guard, engine::handshake_record const& request,
             engine::handshake_decision decision);

    std::unique_ptr<boost::asio::io_context> own_context_;
    boost::asio::io_context& context_;
    server_options options_;
    std::shared_ptr<loop::shard> shard_;
    delays delays_;
    std::unique_ptr<hub::hub> hub_;
    std::unique_ptr<engine::engine> engine_;
    std::optional<http::client_bundle> bundle_;
    std::vector<http::static_folder> static_folders_;
    std::shared_ptr<http::router> routes_;
    std::shared_ptr<websocket_routes> websockets_;
    std::unique_ptr<http::front> front_;
    std::vector<std::unique_ptr<loop::listener>> listeners_;
    std::vector<std::shared_ptr<loop::tls_context>> tls_;
    std::optional<boost::asio::signal_set> signals_;
    std::uint16_t port_ = 0;
    bool closed_ = false;
};

} // namespace socketiota
