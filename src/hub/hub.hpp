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
#include <hub/nsp_directory.hpp>
#include <hub/surroundings.hpp>
#include <loop/shard.hpp>

namespace socketiota::hub {

/// The part of all namespaces of a server on one shard, and the clients in them.
///
/// Not thread safe: belongs to its shard.
class hub final : public engine::engine_listener {
public:
    /// On shard `index` of those of `all`. `metrics` must outlive it, and `cluster`, which is null
    /// if there is none and on all shards but the first.
    hub(std::shared_ptr<nsp_directory> all, std::size_t index, hub_options const& options,
        base::metric_sink& metrics, adapter::cluster* cluster = nullptr);
    hub(hub const&) = delete;
    hub& operator=(hub const&) = delete;
    ~hub();

    /// engine::engine_listener
    [[nodiscard]] std::unique_ptr<engine::session_listener>
    on_session(engine::session& opened) override;

    /// The namespaces on all shards.
    [[nodiscard]] nsp_directory& all() noexcept { return *all_; }

    /// Disconnects all sockets because the server shuts down. No DISCONNECT packet is sent, as in
    /// Node: clients see `transport close` and reconnect.
    void close();

    /// Nothing comes from other shards any more, nor goes there: whoever waits for their answers is
    /// told so.
    void part_from_others() noexcept;

    /// The other shards, which were full of what this one sent, can take more.
    void on_room() noexcept;

    [[nodiscard]] hub_hooks& hooks() noexcept { return around_.hooks; }

private:
    std::shared_ptr<nsp_directory> all_;
    surroundings around_;
    boost::intrusive::list<client, boost::intrusive::constant_time_size<false>> clients_;
};

} // namespace socketiota::hub
