// SPDX-License-Identifier: MIT
#pragma once

#include <boost/intrusive/list.hpp>

#include <cstddef>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include <base/metric_sink.hpp>
#include <engine/session.hpp>
#include <hub/client.hpp>
#include <hub/hub_options.hpp>
#include <hub/nsp_table.hpp>
#include <hub/surroundings.hpp>
#include <loop/shard.hpp>

namespace socketiota::hub {

/// All namespaces of a server, and the clients in them.
///
/// Not thread safe: belongs to its shard.
class hub final : public engine::engine_listener {
public:
    /// `metrics` must outlive it.
    hub(std::shared_ptr<loop::shard> home, hub_options const& options, base::metric_sink& metrics);
    hub(hub const&) = delete;
    hub& operator=(hub const&) = delete;
    ~hub();

    /// engine::engine_listener
    [[nodiscard]] std::unique_ptr<engine::session_listener>
    on_session(engine::session& opened) override;

    /// The namespace `/`. Safe from any thread.
    [[nodiscard]] std::shared_ptr<nsp_core> const& root() const noexcept { return nsps_.root(); }

    /// The namespace of that name, made if it is new. A leading `/` is added if it is missing.
    std::shared_ptr<nsp_core> const& of(std::string_view name) { return nsps_.of(name); }

    /// Disconnects all sockets because the server shuts down. No DISCONNECT packet is sent, as in
    /// Node: clients see `transport close` and reconnect.
    void close();

    /// See `nsp_table`.
    [[nodiscard]] std::vector<std::pair<std::string_view, std::size_t>> sockets_by_nsp() const {
        return nsps_.sockets_by_nsp();
    }

    [[nodiscard]] hub_hooks& hooks() noexcept { return around_.hooks; }

private:
    surroundings around_;
    nsp_table nsps_;
    boost::intrusive::list<client, boost::intrusive::constant_time_size<false>> clients_;
};

} // namespace socketiota::hub
