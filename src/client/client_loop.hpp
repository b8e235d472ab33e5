// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/deflate_options.hpp>

#include <boost/asio/execution_context.hpp>
#include <boost/asio/io_context.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

#include <base/metric_sink.hpp>
#include <client/client_home.hpp>
#include <client/farewells.hpp>
#include <loop/dialler.hpp>
#include <loop/shard.hpp>
#include <packet/encoders.hpp>
#include <websocket/closing_connections.hpp>
#include <websocket/shared_deflate.hpp>

namespace socketiota::clients {

/// What all clients on one `io_context` share: its shard, whose buffers are large, and connections
/// that say farewell.
///
/// Not thread safe: belongs to the thread that runs the context.
class client_loop final : private base::metric_sink {
public:
    /// That of `context`, made for the first client on it. It goes with the context.
    [[nodiscard]] static std::shared_ptr<client_loop> on(boost::asio::io_context& context);

    client_loop(std::shared_ptr<loop::shard> shard, client_home home);

    [[nodiscard]] std::shared_ptr<loop::shard> const& shard() const noexcept { return shard_; }

    /// Where its clients live.
    [[nodiscard]] client_home const& home() const noexcept { return *home_; }

    /// The same, for those that outlive it.
    [[nodiscard]] std::shared_ptr<client_home const> const& shared_home() const noexcept {
        return home_;
    }

    /// What connects those that need neither TLS nor a proxy.
    [[nodiscard]] std::shared_ptr<loop::dialler> const& dialler() const noexcept {
        return dialler_;
    }

    /// WebSockets that say farewell.
    [[nodiscard]] websocket::closing_connections& closing() noexcept { return closing_; }

    /// Sessions that send their rest.
    [[nodiscard]] clients::farewells& farewells() noexcept { return farewells_; }

    /// What clients compress with who want the same; null if they do not want to.
    [[nodiscard]] std::shared_ptr<websocket::shared_deflate>
    deflate(std::optional<deflate_options> const& wanted);

    /// What its clients encode with that have no parser of their own.
    [[nodiscard]] packet::encoder& encoder() noexcept {
        return encoders_.of(packet::parser_kind::json);
    }

    /// A client has something to do from now on.
    void begin() noexcept { ++busy_; }

    /// It has nothing to do any more: with the last of them the clock stops, so that the context
    /// can run out of work.
    void rest() noexcept;

private:
    class service;

    void count(metric) noexcept override {} // nobody reads metrics of a client

    std::shared_ptr<loop::shard> const shard_;
    std::shared_ptr<client_home const> const home_;
    std::shared_ptr<loop::dialler> const dialler_;
    websocket::closing_connections closing_;
    clients::farewells farewells_;
    packet::encoders encoders_;
    std::vector<std::weak_ptr<websocket::shared_deflate>> deflates_;
    std::size_t busy_ = 0;
};

} // namespace socketiota::clients
