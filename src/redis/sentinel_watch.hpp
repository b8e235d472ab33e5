// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/detail/callback.hpp>
#include <socketiota/error.hpp>
#include <socketiota/redis_options.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <loop/shard.hpp>
#include <redis/address.hpp>
#include <redis/link.hpp>
#include <redis/socket_carrier.hpp>
#include <redis/subscriber.hpp>
#include <redis/subscription_listener.hpp>

namespace socketiota::redis {

/// Hears from sentinels when they make another server the master: from one of them, and from the
/// next when that is away.
///
/// Nobody waits for it. A switch that it misses is noticed by the connections to the old master,
/// which end, or is one of which that sentinel does not know either.
///
/// Not thread safe: belongs to its shard.
class sentinel_watch final : private subscription_listener, private link_owner {
public:
    /// @param options for their user and password.
    /// @param switched is told where the new master is, as they write it. It may destroy the watch.
    sentinel_watch(std::shared_ptr<loop::shard> home, std::vector<address> sentinels,
                   std::string name, redis_options const& options, carrier_to make,
                   detail::callback<void(std::string_view host, std::string_view port)> switched);

    /// Connects, unless it has begun to.
    void start() { line_.start(); }

private:
    // subscription_listener
    void on_message(std::string_view name, std::string_view channel,
                    std::string_view payload) override;

    void on_subscribed(channel_kind, std::string_view) override {}

    // link_owner: it is made again.
    void on_link_changed() override {}

    void on_link_down(error_code, std::string_view, bool) override {}

    void on_command_lost(error_code, std::string_view) override {}

    std::vector<address> const sentinels_;
    std::string const name_;
    carrier_to const make_;
    detail::callback<void(std::string_view, std::string_view)> const switched_;
    std::size_t next_ = 0; // the sentinel that is tried
    subscriber line_;
};

} // namespace socketiota::redis
