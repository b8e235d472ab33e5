// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/error.hpp>

#include <span>

#include <adapter/event_source.hpp>
#include <adapter/member.hpp>
#include <base/outgoing.hpp>

namespace socketiota::adapter {

/// What an adapter may ask of the hub above it, so that the arrow between them points down only.
class local_delivery {
public:
    /// The unit that recipients on this shard get.
    [[nodiscard]] virtual result<base::outgoing_ptr> encode(event_source const& event,
                                                            base::send_flags flags) = 0;

    /// Queues `unit` for each of `recipients`: one call for all of them, not one for each.
    virtual void deliver(std::span<member* const> recipients, base::outgoing_ptr const& unit,
                         event_source const& event) = 0;

protected:
    ~local_delivery() = default;
};

} // namespace socketiota::adapter
