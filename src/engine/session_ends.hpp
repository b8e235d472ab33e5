// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>

#include <engine/session_end.hpp>

namespace socketiota::engine {

/// How long what is closing waits for its client to take the rest; as in Node.
inline constexpr std::chrono::milliseconds closing_limit = std::chrono::seconds(30);

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

} // namespace session_ends

} // namespace socketiota::engine
