// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string_view>

namespace socketiota::redis {

/// What is subscribed.
enum class channel_kind : std::uint8_t {
    channel, // SUBSCRIBE
    pattern, // PSUBSCRIBE
    shard,   // SSUBSCRIBE
};

/// Who hears what is published. It may unsubscribe and destroy the client inside of each function.
class subscription_listener {
public:
    subscription_listener() = default;
    subscription_listener(subscription_listener const&) = delete;
    subscription_listener& operator=(subscription_listener const&) = delete;

    /// Something was published.
    ///
    /// @param name what was subscribed: a channel or a pattern.
    /// @param channel where it was published. All three are gone after the call.
    virtual void on_message(std::string_view name, std::string_view channel,
                            std::string_view payload) = 0;

    /// Redis has confirmed the subscription, which counts from now on (`PUBSUB NUMSUB`): for the
    /// first time, or again after a connection was lost.
    virtual void on_subscribed(channel_kind kind, std::string_view name) = 0;

protected:
    ~subscription_listener() = default;
};

} // namespace socketiota::redis
