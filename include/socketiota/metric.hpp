// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/export.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace socketiota {

/// What is counted: one counter for each thing that happens to requests and sessions, so that
/// nobody is dropped in silence.
enum class metric : std::uint8_t {
    // Connections and requests that were refused.
    /// A connection above `max_connections`.
    too_many_connections,
    /// A connection for which the process or the machine had no descriptor.
    out_of_descriptors,
    /// A request that is no HTTP, or whose head is larger than `max_head_size`.
    bad_request,
    /// A request that did not come within `head_timeout` or `body_timeout`: status 408.
    request_timeout,
    /// An HTTP answer that was not taken within `write_timeout`, or slower than `min_read_rate`.
    slow_reader,
    /// A connection of a peer in `proxy_options::proxy_protocol` without a header of that protocol.
    bad_proxy_header,
    /// A TLS handshake that began and failed, or took longer than 10 s.
    tls_handshake_failed,
    /// `transport` is missing or is none that the server offers.
    unknown_transport,
    /// The session id is not known (any more).
    unknown_session,
    /// A handshake with another method than GET.
    bad_handshake_method,
    /// A polling request for a session that has another transport.
    transport_mismatch,
    /// A request for a session in another revision of the protocol.
    protocol_mismatch,
    /// A WebSocket handshake that is no upgrade request, or that RFC 6455 does not allow.
    bad_websocket_handshake,
    /// The page's origin is not among `allowed_origins`.
    foreign_origin,
    /// `allow_request` refused.
    forbidden,
    /// `allow_request` did not decide within `handshake_timeout`.
    handshake_timeout,
    /// The client left before `allow_request` decided.
    handshake_aborted,
    /// A revision of Engine.IO that the server does not speak.
    unsupported_revision,
    /// `generate_id` gave nothing usable.
    id_generation_failed,
    /// `max_sessions` are open.
    too_many_sessions,
    /// A handshake while the server drains or closes.
    server_closing,
    /// A polling request with another method than GET and POST.
    bad_polling_method,
    /// A form of JSONP without the field `d`, or with several: it delivers nothing.
    bad_form,

    // Sessions that began, and what became of upgrades.
    /// A session began.
    session_opened,
    /// It went over to WebSocket.
    session_upgraded,
    /// A second WebSocket for a session that has or gets one already.
    upgrade_refused,
    /// The probing WebSocket said something else than it had to.
    upgrade_broken_off,
    /// The probing WebSocket took longer than `upgrade_timeout`.
    upgrade_timeout,
    /// The probing WebSocket was lost.
    upgrade_lost,

    // Why sessions ended.
    /// The program closed it.
    closed_by_server,
    /// The client closed it, with a close packet or close frame.
    closed_by_client,
    /// The connection ended without a close packet or close frame.
    connection_lost,
    /// What was sent could not be written.
    write_failed,
    /// There was no memory to go on with a connection, which ended; the others went on.
    out_of_memory,
    /// No answer to a heartbeat within `ping_timeout`.
    ping_timeout,
    /// A ping from a client whose revision only answers them.
    wrong_heartbeat_direction,
    /// A packet or payload that cannot be decoded.
    bad_packet,
    /// Frames against RFC 6455: close codes 1002 and 1007.
    bad_frame,
    /// More fragments than allowed: close code 1008.
    too_many_fragments,
    /// A frame (close code 1009) or a delivery (status 413) larger than `max_http_buffer_size`.
    payload_too_large,
    /// A poll while another one waits.
    poll_overlap,
    /// A delivery while another one is under way.
    delivery_overlap,
    /// A delivery as application/octet-stream.
    binary_delivery,
    /// The client broke off a poll.
    poll_aborted,
    /// The client broke off a delivery.
    delivery_aborted,
    /// More than `max_outbox_bytes` wait for the client.
    slow_consumer,
    /// A text or binary of a plain WebSocket came slower than 16 KiB in 20 s.
    slow_sender,
    /// What was to be sent before closing was not fetched in time.
    closing_timeout,
    /// 10 000 WebSockets wait for their peers to close; one more did not wait.
    closed_early,

    // What clients asked of namespaces, and what became of events.
    /// A Socket.IO packet that cannot be decoded.
    invalid_packet,
    /// A packet that its client may not send now, such as an event before it has joined.
    protocol_violation,
    /// No namespace was joined within `connect_timeout`.
    connect_timeout,
    /// The attachments of a packet did not come within `attachments_timeout`.
    attachments_timeout,
    /// The namespace that a client wants to join is not there, and nothing given to `server::of`
    /// allows that it is made.
    unknown_namespace,
    /// No function given to `server::of` decided about a namespace within `connect_timeout`.
    namespace_timeout,
    /// An event with more octets than `max_event_size`.
    event_too_large,
    /// More than `max_namespaces` or `max_dynamic_namespaces` of one client.
    too_many_namespaces,
    /// A namespace that would have been made for a client, more than
    /// `max_dynamic_namespaces_of_all`.
    too_many_dynamic_namespaces,
    /// More than `max_auth_bytes` of the namespaces of one client.
    too_much_auth,
    /// A client joined a namespace with twice `max_running_handlers` running.
    too_many_handlers,
    /// `max_running_handlers_of_all` coroutines ran: a client's events wait, it could not join a
    /// namespace, or a request was answered with 503.
    server_busy,
    /// Too much waited for another shard: events of a client wait, or an event that no client
    /// caused was not sent there.
    shard_busy,
    /// A room more than `max_rooms` for one socket, or `max_room_bytes` for its client.
    too_many_rooms,
    /// An answer more than `max_pending_acks` that should have been asked of a client.
    too_many_acks,
    /// A middleware refused the socket.
    connection_refused,
    /// A client came back and goes on with its session.
    session_recovered,
    /// A client asked for a session that is not there (any more).
    recovery_of_unknown_session,
    /// A client that came back says with no text of the server's what it received last.
    recovery_with_invalid_offset,
    /// What a client that came back may have missed is not kept any more.
    recovery_packets_dropped,
    /// A client came back and speaks another parser.
    recovery_parser_changed,
    /// A client stayed away longer than `max_disconnection_duration`.
    session_expired,
    /// More clients were away than `recovery_options::max_sessions`: one of them will not go on.
    too_many_kept_sessions,
    /// A middleware rejected an event.
    event_rejected,
    /// Reading from a client paused: more than `max_inbox_bytes` of its events wait for handlers.
    reading_paused,
    /// The arguments of an event do not fit its handler.
    bad_arguments,
    /// An exception left a handler.
    handler_failed,
    /// An exception left the function given to `on_error`.
    error_handler_failed,
    /// Of several shards one had not turned for 2 s: a handler works that long.
    shard_stuck,
    /// Messages to or from other servers of the cluster may have been lost: the way there was away.
    cluster_gap,
    /// A message to other servers could not be encoded, or found no room to wait.
    cluster_message_lost,
    /// A message from another server is none that this one can read, or is sent in its own name.
    cluster_message_wrong,
    /// The way to other servers of the cluster is there, for the first time or again.
    cluster_connected,
    /// The way to other servers is away, and what is for them waits; or it ends at a replica.
    cluster_degraded,
    /// The way to other servers has been away for so long that what is for them is lost.
    cluster_lost,
};

/// How many metrics there are.
inline constexpr std::size_t metric_count = static_cast<std::size_t>(metric::cluster_lost) + 1;

/// The name under which the metric is published, for example `ping_timeout`.
[[nodiscard]] SOCKETIOTA_EXPORT std::string_view to_string(metric what) noexcept;

} // namespace socketiota
