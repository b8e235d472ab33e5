// SPDX-License-Identifier: MIT
#include <socketiota/metric.hpp>

#include <array>

namespace socketiota {
namespace {

// In the order of the enumerators; the array's size makes the compiler miss one that is missing.
constexpr std::array<std::string_view, metric_count> names{
    "too_many_connections",
    "bad_request",
    "request_timeout",
    "slow_reader",
    "tls_handshake_failed",
    "unknown_transport",
    "unknown_session",
    "bad_handshake_method",
    "transport_mismatch",
    "protocol_mismatch",
    "bad_websocket_handshake",
    "foreign_origin",
    "forbidden",
    "handshake_timeout",
    "handshake_aborted",
    "unsupported_revision",
    "id_generation_failed",
    "too_many_sessions",
    "server_closing",
    "bad_polling_method",
    "session_opened",
    "session_upgraded",
    "upgrade_refused",
    "upgrade_broken_off",
    "upgrade_timeout",
    "upgrade_lost",
    "closed_by_server",
    "closed_by_client",
    "connection_lost",
    "write_failed",
    "out_of_memory",
    "ping_timeout",
    "wrong_heartbeat_direction",
    "bad_packet",
    "bad_frame",
    "too_many_fragments",
    "payload_too_large",
    "poll_overlap",
    "delivery_overlap",
    "binary_delivery",
    "poll_aborted",
    "delivery_aborted",
    "slow_consumer",
    "slow_sender",
    "closing_timeout",
    "closed_early",
    "invalid_packet",
    "protocol_violation",
    "connect_timeout",
    "attachments_timeout",
    "unknown_namespace",
    "event_too_large",
    "too_many_namespaces",
    "too_much_auth",
    "too_many_handlers",
    "server_busy",
    "too_many_rooms",
    "too_many_acks",
    "connection_refused",
    "event_rejected",
    "reading_paused",
    "bad_arguments",
    "handler_failed",
    "error_handler_failed",
};
static_assert(!names.back().empty(), "a metric has no name");

} // namespace

std::string_view to_string(metric what) noexcept { return names[static_cast<std::size_t>(what)]; }

} // namespace socketiota
