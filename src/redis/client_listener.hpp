// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/error.hpp>

#include <cstdint>
#include <string_view>

namespace socketiota::redis {

/// How it stands with Redis.
enum class link_state : std::uint8_t {
    connected,  // everything is subscribed, commands are answered
    at_replica, // the same, but what is published does not reach those at its master
    degraded,   // a connection is away or only comes; what is sent waits for it
    lost,       // and has been for `redis_options::queue_timeout`: what has waited so long is lost
};

/// Who hears how it goes with a client. It may destroy the client inside of each function.
class client_listener {
public:
    client_listener() = default;
    client_listener(client_listener const&) = delete;
    client_listener& operator=(client_listener const&) = delete;

    /// The state has changed, or it has not and there is a new reason.
    ///
    /// @param why of others than `connected`: a sentence with the remedy; not set while it begins.
    /// @param words what Redis, TLS or the system said about that, for the log; may be empty.
    virtual void on_state(link_state now, error_code why, std::string_view words) = 0;

    /// Everything is subscribed again after a connection was lost, and the state is `connected`:
    /// what was published meanwhile has not been received.
    virtual void on_gap() = 0;

    /// A command of which nobody waits for the answer was refused, or is lost.
    virtual void on_lost(error_code why, std::string_view words) = 0;

protected:
    ~client_listener() = default;
};

} // namespace socketiota::redis
