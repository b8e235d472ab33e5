// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/buffered_event.hpp>
#include <socketiota/client_auth.hpp>
#include <socketiota/deflate_options.hpp>
#include <socketiota/engine_revision.hpp>
#include <socketiota/tls_client_options.hpp>
#include <socketiota/transport.hpp>
#include <socketiota/unlimited.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace socketiota {

class packet_parser;

/// How a client connects, and what it does when the connection breaks.
///
///     sio::client_options options;
///     options.auth = std::map<std::string, std::string>{{"token", "secret"}};
///     options.reconnection_attempts = 10;
///
/// Limits: a time below 0, a factor outside of 0 to 1, no transport at all, `auth` for a server of
/// Socket.IO 2, a header that could end its line early, and a proxy that cannot be used are
/// `invalid_option`, thrown where the options are taken.
/// Source: the options of socket.io-client.
struct client_options {
    /// Where the server has Socket.IO.
    std::string path = "/socket.io/";

    /// What is added to the query of each request; not encoded.
    std::vector<std::pair<std::string, std::string>> query{};

    /// What is added to the headers of each request, for all transports.
    std::vector<std::pair<std::string, std::string>> headers{};

    /// What is tried, in this order.
    std::vector<transport> transports{transport::polling, transport::websocket};

    /// Whether a connection that began with polling goes on with WebSocket.
    bool upgrade = true;

    /// Whether the next transport is tried when the first cannot connect, in the same attempt.
    bool try_all_transports = false;

    /// Whether it begins with WebSocket when that has worked before.
    bool remember_upgrade = false;

    /// Which Engine.IO the server speaks, which is not found out: `three` for a server of Socket.IO
    /// 2, that has no `auth` and finds all in the query. One of revision 4 lets clients of 3 in if
    /// it is told to (`allowEIO3`).
    engine_revision revision = engine_revision::four;

    /// Whether binary is sent as base64 both ways, for what is in between and takes text alone.
    bool force_base64 = false;

    /// What is sent when a namespace is joined.
    client_auth auth{};

    /// Whether it connects when the first socket is made; else `client::connect` does it.
    bool auto_connect = true;

    /// How long one attempt may take until the session is open; 0: for ever.
    std::chrono::milliseconds timeout{20'000};

    /// Whether it tries again when it could not connect, or the connection broke.
    bool reconnection = true;

    /// How often, until `client::on_reconnect_failed` hears of it.
    std::size_t reconnection_attempts = unlimited;

    /// How long the first attempt waits, about; each waits twice as long as the one before.
    std::chrono::milliseconds reconnection_delay{1'000};

    /// The longest that an attempt waits.
    std::chrono::milliseconds reconnection_delay_max{5'000};

    /// By how much of it the wait is longer or shorter by chance, so that many clients do not come
    /// back at the same moment: 0 to 1.
    double randomization_factor = 0.5;

    /// Whether a wait may be any part of what it would be without chance: where very many clients
    /// come back at once, that spreads them best.
    bool full_jitter = false;

    /// What chance begins with, for tests; unset: the system's.
    std::optional<std::uint64_t> seed{};

    /// How often an event is sent again that the server has not answered within `ack_timeout`,
    /// which has to be set then; 0: never. Otherwise each event that is not volatile asks for an
    /// answer, and the next is sent when that has come: so they arrive in order, each once or more.
    /// The server has to know by something in the event that it has had it.
    std::size_t retries = 0;

    /// How long `emit_with_ack` waits for an answer, unless `timeout()` says otherwise; 0: until
    /// the socket disconnects.
    std::chrono::milliseconds ack_timeout{0};

    /// How TLS is spoken, if the url is `https` or `wss`.
    tls_client_options tls{};

    /// The proxy that leads to the server: `http://user:password@host:port` (CONNECT, for
    /// long-polling too), `socks5://` (names are resolved here) or `socks5h://` (by the proxy);
    /// user and password percent-encoded, or left out. Empty: none, as in Node.
    std::string proxy{};

    /// Whether it goes by the proxy that the environment names, as curl does: `http_proxy`, for
    /// `https` and `wss` `https_proxy` or `HTTPS_PROXY`, else `all_proxy` or `ALL_PROXY`; but to
    /// what `no_proxy` or `NO_PROXY` excepts. Read once, where the client is made.
    bool proxy_from_environment = false;

    /// A Unix domain socket where the server listens (`server::listen_local`), instead of at host
    /// and port of the url, which still stand in `Host` and in certificates. An abstract name of
    /// Linux begins with a zero octet. Empty: none.
    std::string local_path{};

    /// How packets are encoded, which the server has to know; null: as JSON. `msgpack_parser()` for
    /// servers with socket.io-msgpack-parser, and ours, which take either.
    std::shared_ptr<packet_parser const> parser{};

    /// Compression of WebSockets (permessage-deflate), which servers are offered; none: it is not.
    std::optional<deflate_options> per_message_deflate = deflate_options{};

    /// Whether cookies that the server sets are kept for as long as the client, and sent back: for
    /// what stands in front of several servers. Off as in Node.
    bool with_credentials = false;

    /// Octets of an answer of HTTP or a WebSocket message that the server may send.
    std::size_t max_message_size = std::size_t{100} << 20;

    /// Octets that wait to be sent: while it is not connected, and on the way.
    std::size_t max_buffered = std::size_t{64} << 20;

    /// Coroutines that run for events of the server at a time, of all sockets together. A server
    /// that asks for more than the program does ends the connection, which `client::on_error` hears
    /// of, and is asked again like any that broke. At least 1.
    std::size_t max_running_handlers = 10'000;

    /// How long an event may wait until its socket is connected; 0: for ever. Older ones are
    /// dropped then, and who waits for an answer hears `operation_has_timed_out`.
    std::chrono::milliseconds max_buffered_age{0};

    /// Asked for each event that has waited when its socket connects: false drops it, and who waits
    /// for an answer hears `socket_disconnected`. On the thread of the client.
    std::function<bool(buffered_event const&)> keeps_buffered{};
};

} // namespace socketiota
