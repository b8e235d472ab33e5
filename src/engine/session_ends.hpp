// SPDX-License-Identifier: MIT
#pragma once

#include <engine/session_end.hpp>
#include <websocket/closing_connections.hpp>
#include <websocket/connection_owner.hpp>

namespace socketiota::engine {

/// How long what is closing waits for its client to take the rest; as in Node.
using websocket::closing_limit;

/// The ends that more than one place knows, or that a session comes to by itself.
namespace session_ends {

inline constexpr session_end forced{close_reason::forced_close, {}, metric::closed_by_server};
inline constexpr session_end not_taken_in_time{
    close_reason::forced_close, {}, metric::closing_timeout};
inline constexpr session_end closed_by_client{
    close_reason::transport_close, {}, metric::closed_by_client};
inline constexpr session_end undecodable{close_reason::parse_error, {}, metric::bad_packet};
inline constexpr session_end no_pong{close_reason::ping_timeout, {}, metric::ping_timeout};
inline constexpr session_end wrong_direction{close_reason::transport_error,
                                             "invalid heartbeat direction",
                                             metric::wrong_heartbeat_direction};
inline constexpr session_end out_of_memory{close_reason::transport_error, "out of memory",
                                           metric::out_of_memory};
inline constexpr session_end slow_consumer{close_reason::transport_error, "slow consumer",
                                           metric::slow_consumer};

/// What a WebSocket that cannot go on is for its session.
[[nodiscard]] constexpr session_end of(websocket::failure const& how) noexcept {
    using kind = websocket::failure::kind;
    switch (how.what) {
    case kind::closed_by_peer:
        return closed_by_client;
    case kind::lost:
        return {close_reason::transport_close, {}, how.counts};
    case kind::write_failed:
        return {close_reason::transport_error, "write error", how.counts};
    case kind::rule_broken:
    case kind::slow_consumer:
        return {close_reason::transport_error, how.reason, how.counts};
    case kind::out_of_memory:
        break;
    }
    return out_of_memory;
}

} // namespace session_ends

} // namespace socketiota::engine
