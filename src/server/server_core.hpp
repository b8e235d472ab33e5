// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/server.hpp>

#include <boost/asio/io_context.hpp>

#include <cstddef>
#include <exception>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <engine/engine.hpp>
#include <http/client_bundle.hpp>
#include <http/exchange.hpp>
#include <http/front.hpp>
#include <http/router.hpp>
#include <hub/hub.hpp>
#include <loop/channel.hpp>
#include <loop/shard.hpp>
#include <server/server_foundation.hpp>
#include <server/site.hpp>

namespace socketiota {

/// What a Socket.IO server is made of, and which request goes to which part.
///
/// Thread safety: that of `server_foundation`.
class server::core final : public server_foundation,
                           private http::service,
                           private http::route_listener {
public:
    /// With an event loop of its own.
    core(std::unique_ptr<boost::asio::io_context> own, server_options options);

    /// On a shard whose context the program runs.
    core(boost::asio::io_context& context, std::shared_ptr<loop::shard> home,
         server_options options);
    core(core const&) = delete;
    core& operator=(core const&) = delete;
    ~core() override;

    void accept(std::unique_ptr<loop::channel> connection) override;

    [[nodiscard]] std::size_t sessions() const noexcept override {
        return engine_->session_count();
    }

    /// Where Socket.IO is served.
    [[nodiscard]] std::string const& path() const noexcept { return engine_->path(); }

    [[nodiscard]] hub::hub& namespaces() noexcept { return *hub_; }

    /// What is answered beside Socket.IO.
    [[nodiscard]] site& content() noexcept { return *site_; }

    /// Says in the log if there is no such folder, which is served once it is there.
    void add_static_folder(std::string prefix, std::filesystem::path folder);

private:
    core(std::unique_ptr<boost::asio::io_context>&& own, boost::asio::io_context& context,
         std::shared_ptr<loop::shard> home_shard, server_options given);

    void on_listening() override;
    void close_parts() override;
    void refuse_new(base::time_point until) override;
    [[nodiscard]] std::size_t to_leave() const noexcept override;
    void send_next_away() override;

    [[nodiscard]] std::string protocol_path() const override { return path(); }

    void describe_parts(base::metric_text& to) override;
    void log_socket_failure(socket const& who, std::exception_ptr const& failure);
    void serve(http::exchange& request) override;
    void on_route_failed(std::string_view sentence) noexcept override;
    void on_route_put_off() noexcept override;
    [[nodiscard]] http::header_list cors_headers(http::exchange const& request) const;

    std::unique_ptr<hub::hub> hub_;
    std::unique_ptr<engine::engine> engine_;
    std::optional<http::client_bundle> bundle_;
    std::unique_ptr<site> site_;
    std::unique_ptr<http::front> front_;
};

} // namespace socketiota
