// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/websocket_connection.hpp>
#include <socketiota/websocket_options.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <base/metric_sink.hpp>
#include <base/shared_count.hpp>
#include <base/timer_wheel.hpp>
#include <engine/last_turns.hpp>
#include <http/exchange.hpp>
#include <http/route_pattern.hpp>
#include <http/router.hpp>
#include <loop/shard.hpp>
#include <server/websocket_link.hpp>
#include <websocket/closing_connections.hpp>

namespace socketiota {

/// The program's plain WebSocket routes on one shard, and their connections.
///
/// Not thread safe: belongs to its shard.
class websocket_routes final : public link_owner,
                               public std::enable_shared_from_this<websocket_routes> {
public:
    /// All but the shard must outlive `close`.
    ///
    /// @param allowed_origins as `server_options::allowed_origins`.
    websocket_routes(std::shared_ptr<loop::shard> home, base::metric_sink& metrics,
                     http::route_listener& listener,
                     std::vector<std::string> const& allowed_origins);
    websocket_routes(websocket_routes const&) = delete;
    websocket_routes& operator=(websocket_routes const&) = delete;
    ~websocket_routes();

    /// A route of one server, which all its shards have.
    class route;

    /// Throws `invalid_option`; see `server::websocket`.
    [[nodiscard]] static std::shared_ptr<route>
    make(std::string_view pattern, websocket_handler handler, websocket_options options);

    void add(std::shared_ptr<route> made);

    void add(std::string_view pattern, websocket_handler handler, websocket_options options) {
        add(make(pattern, std::move(handler), std::move(options)));
    }

    /// Takes over a request that one of the routes is for; false, with nothing answered, if there
    /// is none.
    [[nodiscard]] bool serve(http::exchange& request);

    /// Refuses new connections from now on, with 503 and that it is worth trying again at `until`.
    /// Each of those that are there gets a turn to leave.
    void refuse_new(base::time_point until);

    /// Connections whose turn has not come, with those that have ended before it.
    [[nodiscard]] std::size_t to_leave() const noexcept { return last_turns_.left(); }

    /// The next of them, if it is still there, is sent what waits for it and closed with 1001.
    void send_next_away();

    /// Ends all connections.
    void close();

    /// Octets of memory that wait for their peers.
    [[nodiscard]] std::size_t held() const noexcept;

    [[nodiscard]] std::size_t size() const noexcept { return links_.size(); }

    /// The same of all shards together, from any thread.
    [[nodiscard]] std::size_t size_of_all() const noexcept;

private:
    /// A route on this shard.
    struct kept_route {
        std::shared_ptr<route> is;
        std::shared_ptr<websocket::shared_deflate> deflate; // null: not offered
    };

    void accept(http::exchange& request, kept_route const& to,
                http::route_pattern::parameter_list parameters);
    void refuse(http::exchange& request, std::uint16_t status, metric counts,
                std::span<wire::header_field const> headers = {});
    [[nodiscard]] bool lets_in(wire::request_head const& head) const;

    void count(metric what) noexcept override { metrics_->count(what); }

    void on_handler_failed(websocket_link const& where,
                           std::exception_ptr failure) noexcept override;
    void on_link_ended(websocket_link& ended) noexcept override;

    [[nodiscard]] websocket::closing_connections& closing() noexcept override { return closing_; }

    std::shared_ptr<loop::shard> home_;
    base::metric_sink* metrics_;
    http::route_listener* listener_; // null once closed
    std::vector<std::string> const& allowed_origins_;
    websocket::closing_connections closing_;
    std::vector<kept_route> routes_;

    struct kept_link {
        std::shared_ptr<websocket_link> link;
        std::shared_ptr<route> from;
    };

    std::vector<kept_link> links_; // each link knows its index
    engine::last_turns<websocket_link> last_turns_;
};

} // namespace socketiota
