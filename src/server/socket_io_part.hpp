// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/server_options.hpp>

#include <cstddef>
#include <exception>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <cluster/linked_cluster.hpp>
#include <cluster/mover.hpp>
#include <cluster/mover_factory.hpp>
#include <engine/engine.hpp>
#include <engine/engine_options.hpp>
#include <http/client_bundle.hpp>
#include <http/exchange.hpp>
#include <http/router.hpp>
#include <hub/hub.hpp>
#include <hub/nsp_directory.hpp>
#include <loop/shard.hpp>
#include <server/server_part.hpp>
#include <server/site.hpp>

namespace socketiota {

/// What a Socket.IO server has on a shard: namespaces, sessions and a site, and which request goes
/// to which.
///
/// Not thread safe: belongs to its shard.
class socket_io_part final : public server_part,
                             private http::route_listener,
                             private cluster::mover_observer {
public:
    /// `whole` must outlive it.
    socket_io_part(server_foundation& whole, std::size_t number,
                   std::shared_ptr<hub::nsp_directory> namespaces, server_options const& options,
                   std::shared_ptr<engine::engine_options const> settings);
    ~socket_io_part() override;

    [[nodiscard]] hub::hub& namespaces() noexcept { return hub_; }

    /// What is answered beside Socket.IO.
    [[nodiscard]] site& content() noexcept { return site_; }

    /// Where Socket.IO is served.
    [[nodiscard]] std::string protocol_path() const override { return engine_.path(); }

    [[nodiscard]] std::size_t sessions() const noexcept override {
        return engine_.session_count_of_all();
    }

    void on_room() noexcept override { hub_.on_room(); }

    void on_parted() noexcept override;

    void on_listening() override;
    void refuse_new(base::time_point until) override;
    [[nodiscard]] std::size_t to_leave() const noexcept override;
    void send_next_away() override;
    void write(base::metric_text& to, server_figures const& there_are) override;

private:
    void answer(http::exchange& request) override;
    void close_answering() override;

    void add_figures(server_figures& to) override;
    void on_route_failed(std::string_view sentence) noexcept override;
    void on_route_put_off() noexcept override;
    void on_state(std::string_view sentence, bool is_wrong) noexcept override;
    [[nodiscard]] http::header_list cors_headers(http::exchange& request) const;
    void log_failure(socket const& who, std::exception_ptr const& failure);

    std::unique_ptr<cluster::mover> mover_;                  // null if the server is alone,
    std::unique_ptr<cluster::linked_cluster> other_servers_; // and on all shards but the first
    hub::hub hub_;
    std::shared_ptr<engine::engine_options const> settings_;
    engine::engine engine_;
    std::optional<http::client_bundle> bundle_;
    site site_;
};

} // namespace socketiota
