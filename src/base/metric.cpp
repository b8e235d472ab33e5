// SPDX-License-Identifier: MIT
#include <socketiota/metric.hpp>

#include <algorithm>
#include <array>

#include <base/metric_help.hpp>

namespace socketiota {
namespace {

struct row {
    std::string_view name;
    std::string_view help;
};

// In the order of the enumerators; the array's size makes the compiler miss one that is missing.
constexpr std::array<row, metric_count> rows{
    row{"too_many_connections", "A connection above max_connections."},
    row{"out_of_descriptors",
        "A connection for which the process or the machine had no descriptor."},
    row{"bad_request", "A request that is no HTTP, or whose head is larger than max_head_size."},
    row{"request_timeout",
        "A request that did not come within head_timeout or body_timeout: status 408."},
    row{"slow_reader",
        "An HTTP answer that was not taken within write_timeout, or slower than min_read_rate."},
    row{"bad_proxy_header", "A connection of a proxy without a header of the PROXY protocol."},
    row{"tls_handshake_failed", "A TLS handshake that began and failed, or took longer than 10 s."},
    row{"unknown_transport",
        "A handshake whose transport is missing or none that the server offers."},
    row{"unknown_session", "A request whose session id is not known, or not any more."},
    row{"bad_handshake_method", "A handshake with another method than GET."},
    row{"transport_mismatch", "A polling request for a session that has another transport."},
    row{"protocol_mismatch", "A request for a session in another revision of the protocol."},
    row{"bad_websocket_handshake",
        "A WebSocket handshake that is no upgrade request, or that RFC 6455 does not allow."},
    row{"foreign_origin", "A request from a page whose origin is not among allowed_origins."},
    row{"forbidden", "A handshake that allow_request refused."},
    row{"handshake_timeout",
        "A handshake about which allow_request did not decide within handshake_timeout."},
    row{"handshake_aborted", "A handshake whose client left before allow_request decided."},
    row{"unsupported_revision",
        "A handshake in a revision of Engine.IO that the server does not speak."},
    row{"id_generation_failed", "A handshake for which generate_id gave nothing usable."},
    row{"too_many_sessions", "A handshake above max_sessions."},
    row{"server_closing", "A handshake while the server drains or closes."},
    row{"bad_polling_method", "A polling request with another method than GET and POST."},
    row{"bad_form", "A form of JSONP that has not one field d, and so delivered nothing."},
    row{"session_opened", "A session began."},
    row{"session_upgraded", "A session went over to WebSocket."},
    row{"upgrade_refused", "A second WebSocket came for a session that has or gets one already."},
    row{"upgrade_broken_off", "The probing WebSocket said something else than it had to."},
    row{"upgrade_timeout", "The probing WebSocket took longer than upgrade_timeout."},
    row{"upgrade_lost", "The probing WebSocket was lost."},
    row{"closed_by_server", "A session or plain WebSocket that this side closed."},
    row{"closed_by_client",
        "A session or plain WebSocket that its client closed, with a close packet or close frame."},
    row{"connection_lost", "A session or plain WebSocket whose connection ended without a close "
                           "packet or close frame."},
    row{"write_failed", "A session or plain WebSocket ended because a write failed."},
    row{"out_of_memory",
        "There was no memory to go on with a connection, which ended; the others went on."},
    row{"ping_timeout", "A session or plain WebSocket ended because no heartbeat was answered "
                        "within ping_timeout."},
    row{"wrong_heartbeat_direction", "A ping from a client whose revision only answers them."},
    row{"bad_packet", "A packet or payload that cannot be decoded."},
    row{"bad_frame", "Frames against RFC 6455: close codes 1002 and 1007."},
    row{"too_many_fragments", "More fragments than allowed: close code 1008."},
    row{"payload_too_large",
        "A frame (close code 1009) or a delivery (status 413) larger than max_http_buffer_size."},
    row{"poll_overlap", "A poll while another one waits."},
    row{"delivery_overlap", "A delivery while another one is under way."},
    row{"binary_delivery", "A delivery as application/octet-stream."},
    row{"poll_aborted", "The client broke off a poll."},
    row{"delivery_aborted", "The client broke off a delivery."},
    row{"slow_consumer", "A session or plain WebSocket ended because more than max_outbox_bytes "
                         "waited for its client."},
    row{"slow_sender", "A text or binary of a plain WebSocket came slower than 16 KiB in 20 s."},
    row{"closing_timeout", "What was to be sent before closing was not fetched in time."},
    row{"closed_early", "10 000 WebSockets wait for their peers to close; one more did not wait."},
    row{"invalid_packet", "A Socket.IO packet that cannot be decoded."},
    row{"protocol_violation",
        "A packet that its client may not send now, such as an event before it has joined."},
    row{"connect_timeout", "No namespace was joined within connect_timeout."},
    row{"attachments_timeout",
        "The attachments of a packet did not come within attachments_timeout."},
    row{"unknown_namespace",
        "The namespace that a client wants to join is not there, and may not be made."},
    row{"namespace_timeout",
        "No function given to server::of decided about a namespace within connect_timeout."},
    row{"event_too_large", "An event with more octets than max_event_size."},
    row{"too_many_namespaces", "More than max_namespaces or max_dynamic_namespaces of one client."},
    row{"too_many_dynamic_namespaces",
        "A namespace made for a client more than max_dynamic_namespaces_of_all."},
    row{"too_much_auth", "More than max_auth_bytes of the namespaces of one client."},
    row{"too_many_handlers",
        "A client joined a namespace with twice max_running_handlers running."},
    row{"server_busy",
        "max_running_handlers_of_all ran: a client's events waited, it could not join a namespace, "
        "or a request was answered with 503."},
    row{"shard_busy",
        "Too much waited for another shard: a client's events waited, or an event that no client "
        "caused was not sent there."},
    row{"too_many_rooms",
        "A room more than max_rooms for one socket, or max_room_bytes for its client."},
    row{"too_many_acks",
        "An answer more than max_pending_acks that should have been asked of a client."},
    row{"connection_refused", "A middleware refused the socket."},
    row{"session_recovered", "A client came back and goes on with its session."},
    row{"recovery_of_unknown_session",
        "A client asked for a session that is not there, or not any more."},
    row{"recovery_with_invalid_offset",
        "A client that came back says with no text of the server's what it received last."},
    row{"recovery_packets_dropped",
        "What a client that came back may have missed is not kept any more."},
    row{"recovery_parser_changed", "A client came back and speaks another parser."},
    row{"session_expired", "A client stayed away longer than max_disconnection_duration."},
    row{"too_many_kept_sessions",
        "More clients were away than max_sessions of the recovery: one of them will not go on."},
    row{"event_rejected", "A middleware rejected an event."},
    row{"reading_paused",
        "Reading from a client paused: more than max_inbox_bytes of its events wait for handlers."},
    row{"bad_arguments", "The arguments of an event do not fit its handler."},
    row{"handler_failed", "An exception left a handler."},
    row{"error_handler_failed", "An exception left the function given to on_error."},
    row{"shard_stuck", "Of several shards one had not turned for 2 s."},
    row{"cluster_gap", "The way to other servers was away; messages may have been lost."},
    row{"cluster_message_lost", "A message to other servers was not sent."},
    row{"cluster_message_wrong", "A message from another server could not be read."},
    row{"cluster_connected", "The way to other servers was there, for the first time or again."},
    row{"cluster_degraded", "The way to other servers was away: what was for them waited."},
    row{"cluster_lost", "It was away for so long that what was for them was lost."},
};
static_assert(!rows.back().name.empty(), "a metric has no name");
static_assert(std::none_of(rows.begin(), rows.end(),
                           [](row const& each) { return each.help.empty(); }),
              "a metric has no help");

} // namespace

std::string_view to_string(metric what) noexcept {
    return rows[static_cast<std::size_t>(what)].name;
}

std::string_view base::help_of(metric what) noexcept {
    return rows[static_cast<std::size_t>(what)].help;
}

} // namespace socketiota
