// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/adapter.hpp>
#include <socketiota/cookie_options.hpp>
#include <socketiota/cors_options.hpp>
#include <socketiota/deflate_options.hpp>
#include <socketiota/detail/callback.hpp>
#include <socketiota/every_core.hpp>
#include <socketiota/handshake.hpp>
#include <socketiota/http_compression_options.hpp>
#include <socketiota/http_headers.hpp>
#include <socketiota/http_limits.hpp>
#include <socketiota/log.hpp>
#include <socketiota/proxy_options.hpp>
#include <socketiota/recovery_options.hpp>
#include <socketiota/request_guard.hpp>
#include <socketiota/transport.hpp>
#include <socketiota/unlimited.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace socketiota {

class packet_parser;

/// How a server behaves. Every default equals Node's where Node has the option.
///
///     sio::server io{{.path = "/push/", .ping_interval = 10s}};
///
/// Limits: `unlimited` lifts one, and only that does; 0 means none of it, where that can be.
/// Times: more than a hundred years, as in `unlimited`, counts as a hundred.
/// Thread safety: functions given here are called on the server's thread; with several `shards` on
/// that of each, and at the same time, except `log`.
/// Errors: an option that cannot be is `invalid_option`, thrown by the constructor of the server
/// with a sentence that names it.
struct server_options {
    /// Where Socket.IO is served.
    std::string path = "/socket.io/";

    /// Whether `path` ends with a slash, whatever it is given as; what is below it is served too.
    /// If not, clients have to say the same (`addTrailingSlash: false`).
    bool add_trailing_slash = true;

    /// What clients may use.
    transport transports = transport::polling | transport::websocket;

    /// Whether polling clients are told that they may upgrade to WebSocket.
    bool allow_upgrades = true;

    /// Whether clients of Socket.IO 2 and before may connect too, which speak revision 3 of
    /// Engine.IO: an official client since 2.0, and others of that time. The id of such a socket
    /// is that of its session, as its client has it.
    bool allow_eio3 = false;

    /// Compression of WebSocket connections (permessage-deflate); none: it is not offered.
    ///
    ///     sio::server io{{.per_message_deflate = sio::deflate_options{}}};
    std::optional<deflate_options> per_message_deflate{};

    /// Compression of answers to long-polling; none: they are sent as they are.
    std::optional<http_compression_options> http_compression{http_compression_options{}};

    /// Whether long-polling may go by script tags and forms (JSONP), for pages of another origin in
    /// browsers without CORS. No client since 4.3 knows it, and browsers say of no such request
    /// which page sends it: so it is off unlike in Node, and `invalid_option` while
    /// `allowed_origins` is set.
    ///
    ///     sio::server io{{.allow_eio3 = true, .allow_jsonp = true}};
    bool allow_jsonp = false;

    /// Time between the answer to a heartbeat and the next heartbeat. At least 1 ms; together with
    /// `ping_timeout` less than 2^31 ms, 24 days, because the timers of JavaScript end there.
    std::chrono::milliseconds ping_interval{25'000};

    /// How long a client may take to answer a heartbeat. At least 1 ms.
    std::chrono::milliseconds ping_timeout{20'000};

    /// How long an upgrade may take. At least 1 ms.
    std::chrono::milliseconds upgrade_timeout{10'000};

    /// How long a client may take to join its first namespace. At least 1 ms.
    std::chrono::milliseconds connect_timeout{45'000};

    /// Octets of one polling body or WebSocket message from a client. At least 1.
    std::size_t max_http_buffer_size = 1'000'000;

    /// Binary attachments of one event, in both directions. Official clients accept 10.
    std::size_t max_attachments = 10;

    /// Octets of one event with its attachments, with about 100 more for each of them. A client
    /// that sends more is disconnected; no more than this waits for attachments of one client that
    /// are still to come.
    std::size_t max_event_size = std::size_t{10} << 20;

    /// Octets of memory that may wait for one slow client before it is disconnected; a small event
    /// takes about 550. What one turn of the loop produces is offered to the client first: it may
    /// bring the client over the limit, where next to nothing more may wait. At least 1.
    std::size_t max_outbox_bytes = std::size_t{16} << 20;

    /// TCP connections at a time that are not WebSockets: long-polling, routes, files, and all that
    /// have said nothing yet, also in TLS. One more is closed at once. The default lets as many
    /// clients poll as there may be, with a request in each direction. At least 1.
    std::size_t max_connections = 200'000;

    /// Limits of HTTP requests.
    http_limits http{};

    /// Reverse proxies that say for whom they ask, in a header of a request or by the PROXY
    /// protocol: `handshake::address` and `http_request::address` are the client's then. None:
    /// nobody is believed.
    std::optional<proxy_options> proxies{};

    /// Clients at a time; one more is refused with 503. At least 1.
    std::size_t max_sessions = 100'000;

    /// Namespaces that one client may join. At least 1.
    std::size_t max_namespaces = 100;

    /// Namespaces that are there at a time because one client asked for them and a function or
    /// pattern given to `server::of` allowed it. One more is refused. Unless
    /// `cleanup_empty_child_namespaces` is set they stay, and so count, until the server ends. 0:
    /// none is made for clients.
    std::size_t max_dynamic_namespaces = 100;

    /// The same for all clients together. An empty namespace takes its name and about 3.5 KiB on
    /// each shard.
    std::size_t max_dynamic_namespaces_of_all = 10'000;

    /// Octets of the name of such a namespace. One with a longer name is "Invalid namespace", and
    /// no function is asked about it. At least 1.
    std::size_t max_dynamic_namespace_name = 1'024;

    /// Whether a namespace that has a parent is removed when the last of its sockets has left it,
    /// or was refused by a middleware, and nobody is about to join it. The next one who asks for it
    /// has it made again. Set it where names are not few: they are chosen by clients.
    bool cleanup_empty_child_namespaces = false;

    /// Octets of `auth`, as JSON text, of all namespaces of one client together; a namespace with
    /// which it would be more is refused.
    std::size_t max_auth_bytes = std::size_t{1} << 20;

    /// Rooms that one socket may be in beside that of its own id. It is not put into one more,
    /// which `on_error` hears of as `too_many_rooms`. 0: no further one.
    std::size_t max_rooms = 10'000;

    /// Octets of memory that the rooms of all sockets of one client may take together: 400 and the
    /// name for each. Beyond, as with `max_rooms`.
    std::size_t max_room_bytes = std::size_t{8} << 20;

    /// Answers that may be awaited of one client, from all its sockets together. One more is not
    /// asked for: its `emit_with_ack` completes with `too_many_acks`.
    std::size_t max_pending_acks = 10'000;

    /// Coroutine handlers of one client that run at a time; above, its events wait, while answers
    /// that the handlers wait for still come through. From twice as many on it joins no further
    /// namespace. At least 1.
    std::size_t max_running_handlers = 256;

    /// Coroutines of the program that run for clients at a time: handlers, middlewares, routes and
    /// `allow_request`, of all clients together, also of those that have left. Above, events wait
    /// in the order in which their clients came, nobody joins a namespace, and requests that need
    /// one are answered with 503. At least 1.
    std::size_t max_running_handlers_of_all = 100'000;

    /// Octets of one client's events that may wait for handlers, with about 64 more for each;
    /// above, reading from it pauses until half of them have started. What one read or one polling
    /// body has brought is kept beyond that. 0: reading pauses with the first that waits.
    ///
    /// An answer behind more events than that is not read before handlers end: give `emit_with_ack`
    /// a `timeout` where handlers use it.
    std::size_t max_inbox_bytes = std::size_t{1} << 20;

    /// What is kept for clients whose connection broke, so that they go on when they come back;
    /// none: they begin anew.
    std::optional<recovery_options> connection_state_recovery{};

    /// How packets are encoded. Null: as each client does that speaks JSON or msgpack. A parser of
    /// the program's own is for all clients.
    std::shared_ptr<packet_parser const> parser{};

    /// What makes this server one of a cluster, so that rooms, broadcasts and the rest reach the
    /// clients of all its servers. None: it is alone.
    ///
    ///     sio::server io{{.adapter = sio::redis_adapter()}};
    cluster_adapter adapter{};

    /// CORS headers for pages of other origins; none: no headers are sent.
    std::optional<cors_options> cors{};

    /// The same for each request by itself, whose headers decide; nothing: as without CORS. Not
    /// together with `cors`. Options that cannot be, and what it throws, are told in the log, and
    /// no headers are sent.
    detail::callback<std::optional<cors_options>(handshake const&)> cors_for{};

    /// Origins of pages that may connect, by whatever transport: `https://example.com`, and with
    /// its port where that is not the scheme's own, or patterns as in `cors_options::origin_rule`.
    /// `any_origin` alone: all. Empty: all, which a line of the log says at start. Programs that
    /// are no browsers send no origin and pass. Case, a slash at the end and the scheme's own port
    /// do not matter; what is no origin is refused.
    std::vector<std::string> allowed_origins{};

    /// Ask for each request of clients, polls and upgrades too, in this order and before all else
    /// but CORS: whoever one of them refuses gets status 400, as in Node (`io.engine.use`). Each
    /// gets a copy of the head, sees what `allow_request` sees, and has ten seconds for all of them
    /// together. A coroutine is cancelled when its client leaves or the time is over.
    ///
    /// They only decide: what goes with answers is said by `headers`.
    std::vector<request_guard> engine_middlewares{};

    /// Decides whether a connection may begin; empty: all may. A coroutine has ten seconds; when
    /// they are over, and when its client leaves, it is cancelled.
    request_guard allow_request{};

    /// Makes the random part of session ids: 1 to 64 letters, digits, `-` and `_`. Empty: 96 random
    /// bits. The server adds its own part.
    std::function<std::string(handshake const&)> generate_id{};

    /// A cookie with the session's id, which the answer to a long-polling handshake sets; none: no
    /// cookie. A connection that begins with WebSocket gets none, as in Node.
    std::optional<cookie_options> cookie{};

    /// Sees the headers of the answer that a connection begins with, together with its request, and
    /// may change them. Before `headers`; empty: nobody does. What it throws, or a header that
    /// cannot be sent, makes the answer a 500, and the log says so.
    detail::callback<void(http_headers&, handshake const&)> initial_headers{};

    /// The same for each request of a connection: handshake, poll, delivery and upgrade, but for
    /// those that are refused. It is called before the request is served, which copies its head.
    detail::callback<void(http_headers&, handshake const&)> headers{};

    /// Whether `socket.io.js` and its variants are served below `path`.
    bool serve_client = true;

    /// The folder that holds these files: `dist` of the npm package socket.io-client. Empty: where
    /// the library was built or installed with them.
    std::string client_folder{};

    /// Files below this folder are served to browsers, `index.html` for `/`. Empty: none.
    std::string static_folder{};

    /// Where lines of the log go: a function of `log_entry const&`, or of level and text. With
    /// several shards it is called by several threads, never at the same time.
    log_function log = &log_to_standard_error;

    /// Lines of one `log_category` in a second; how many more there were is told in one line when
    /// the second is over. At least 1.
    std::size_t max_log_lines = 10;

    /// How long coroutine handlers that run when SIGINT or SIGTERM ends `server::run` may go on
    /// before they are cancelled; meanwhile nobody new is let in. It is over when none runs any
    /// more. 0: not at all.
    std::chrono::milliseconds stop_timeout{3'000};

    /// How long `server::run` drains (see `server::drain`) when SIGTERM comes, before it returns.
    /// 0: not at all.
    std::chrono::milliseconds drain_time{0};

    /// Event loops of the server, each with a thread of its own while `run` runs; a client belongs
    /// to one of them, its shard. 1 to 1024, or `every_core`. With 1, all handlers run on one
    /// thread and nobody needs a lock.
    ///
    /// With more, functions for one client never run at the same time and keep their order, those
    /// for different clients may: what they share needs an atomic or a lock.
    ///
    ///     std::atomic<int> clients = 0; // with one shard an int
    ///     io.on_connection([&clients](sio::socket) { ++clients; });
    ///
    /// The functions of these options are called by several threads at the same time then, except
    /// `log`. A function that is registered and can be called only as a mutable one is
    /// `invalid_option`, but for `once`. What is registered with namespaces may be at any time;
    /// routes, WebSockets and functions of the server before `run`, later they throw
    /// `std::logic_error`. On an `io_context` of the program there is one shard.
    std::size_t shards = 1;

    /// Whether each thread of `run` stays on one core of those that the process may use, that of
    /// shard 0, which calls `run`, until `run` returns. Worth trying where the server has the
    /// machine for itself; where it shares one, a thread whose core is taken waits beside idle
    /// ones.
    bool pin_threads = false;
};

} // namespace socketiota
