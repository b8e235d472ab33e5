// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/cookie_options.hpp>
#include <socketiota/deflate_options.hpp>
#include <socketiota/http_compression_options.hpp>
#include <socketiota/http_headers.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <engine/cors.hpp>
#include <engine/handshake_decision.hpp>
#include <engine/handshake_record.hpp>
#include <engine/session.hpp>

namespace socketiota::engine {

/// A request that was refused before it had a session, or for want of one.
struct connection_error {
    /// 0 to 5, as in the answer.
    int code = 0;
    /// The text that goes with the code.
    std::string_view message;
    /// What was wrong, as pairs of name and value: `{"sid", "..."}`.
    std::span<std::pair<std::string_view, std::string> const> context;
    handshake_record const& request;
};

/// Sees the headers of an answer before it is sent, and may change them.
using header_function =
    std::function<void(http_headers&, std::shared_ptr<handshake_record const> const&)>;

/// How an engine behaves. One object serves all shards of a server, so its functions may be called
/// from each of their threads. An exception out of `check_request`, `allow_request` or
/// `generate_id` refuses the request, one out of `cors.origin` the origin, one out of `cors_for`
/// all origins, one out of `initial_headers` or `headers` makes the answer a 500;
/// `on_connection_error` must not throw.
struct engine_options {
    /// Where requests are answered. Begins with `/`.
    std::string path = "/socket.io";
    /// Whether the path ends with `/`.
    bool add_trailing_slash = true;
    /// Whether everything below the path is answered too, as the official server does.
    bool match_path_prefix = false;

    /// Time between a pong and the next ping. At least 1 ms.
    std::chrono::milliseconds ping_interval{25'000};
    /// How long a pong may take. At least 1 ms.
    std::chrono::milliseconds ping_timeout{20'000};
    /// How long an upgrade may take from its WebSocket to its last packet. At least 1 ms.
    std::chrono::milliseconds upgrade_timeout{10'000};
    /// How long `allow_request` may take. At least 1 ms.
    std::chrono::milliseconds handshake_timeout{10'000};

    /// Largest delivery and largest WebSocket text or binary in octets; also told to clients. At
    /// least 1.
    std::size_t max_http_buffer_size = 1'000'000;
    /// Most fragments of one WebSocket text or binary. At least 1.
    std::uint32_t max_fragments = 16'384;
    /// Most octets that wait for one client before it is dropped as a slow consumer; a single unit
    /// may be larger. At least 1.
    ///
    /// 16 MiB: sixteen full answers of the largest size a client may send by default. The units of
    /// a broadcast are shared, so this bounds what one client holds back, not what it costs alone.
    std::size_t max_outbox_bytes = std::size_t{16} << 20;
    /// Most sessions of all shards together; more are refused with status 503. At least 1.
    std::size_t max_sessions = 100'000;

    /// What is offered. At least one.
    std::vector<transport_kind> transports{transport_kind::polling, transport_kind::websocket};
    /// Compression of answers to polls; none: not compressed.
    std::optional<http_compression_options> http_compression{http_compression_options()};
    /// Compression of WebSockets; none: not offered.
    std::optional<deflate_options> per_message_deflate;
    /// Whether clients are told that they may upgrade. One that tries all the same is not refused,
    /// as in the official server.
    bool allow_upgrades = true;
    /// Whether clients of Engine.IO revision 3 are let in too, which are those of Socket.IO 2 and
    /// before.
    bool allow_eio3 = false;
    /// Whether polling may go by script tags and forms, for who names a function with `j`.
    bool allow_jsonp = false;
    /// Text of a message sent right after the open packet; empty: none.
    std::string initial_packet;

    /// CORS headers; none: none are sent.
    std::optional<cors_options> cors;
    /// The same for one request, in its normal form and valid; empty: `cors` is for all.
    std::function<std::optional<cors_options>(std::shared_ptr<handshake_record const> const&)>
        cors_for;
    /// Origins of pages that may connect, by whatever transport; empty: all. Requests without an
    /// `Origin` header come from no page and pass.
    std::vector<std::string> allowed_origins;

    /// A cookie with the session's id, which the answer to a polling handshake sets; none: none.
    std::optional<cookie_options> cookie;
    /// For the answer that opens a session; empty: nobody sees them.
    header_function initial_headers;
    /// For each answer to a poll, a delivery, a handshake or an upgrade, unless it is a refusal.
    header_function headers;

    /// Asked for each request and upgrade before anything else is, but for preflights; empty: all
    /// go on. With the second argument as in `allow_request`.
    std::function<void(std::shared_ptr<handshake_record const> const&, handshake_decision)>
        check_request;
    /// Asked for each handshake, not for upgrades of a session; empty: all are accepted.
    std::function<void(handshake_record const&, handshake_decision)> allow_request;
    /// Random part of session ids: 1 to 64 letters, digits, `-` and `_`; empty: 96 random bits.
    std::function<std::string(handshake_record const&)> generate_id;
    /// Hears of each refused request; empty: nobody.
    std::function<void(connection_error const&)> on_connection_error;
};

/// The sentence that says what is wrong with `options`, or nothing.
[[nodiscard]] std::optional<std::string_view> validate(engine_options const& options);

/// What CORS says about `request`. To be called inside `http::service::serve`.
[[nodiscard]] cors_answer judge_cors(engine_options const& options, http::exchange& request);

/// The path as it stands in requests: with its trailing slash if it has one.
[[nodiscard]] std::string request_path(engine_options const& options);

[[nodiscard]] bool offers(engine_options const& options, transport_kind kind) noexcept;

} // namespace socketiota::engine
