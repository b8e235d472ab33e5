// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/metric.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <engine/engine_options.hpp>
#include <wire/engine_revision.hpp>

namespace socketiota::engine {

/// Codes of refused requests, as they stand in answers.
enum class request_error : std::uint8_t {
    unknown_transport = 0,
    unknown_session = 1,
    bad_handshake_method = 2,
    bad_request = 3,
    forbidden = 4,
    unsupported_protocol_version = 5,
};

/// The official text for `code`.
[[nodiscard]] std::string_view message_of(request_error code) noexcept;

/// What a request says that matters for whether it is served.
struct request_facts {
    std::string_view method;
    /// Whether it asks to become a WebSocket and the server offers that.
    bool upgrade = false;
    /// Query parameters, decoded.
    std::optional<std::string> transport;
    /// Empty also if absent.
    std::string session_id;
    wire::engine_revision protocol = wire::engine_revision::three;
    /// Whether the client takes text alone.
    bool wants_base64 = false;
    /// Which function of its own it has answers handed to, if it is one of JSONP.
    std::optional<std::uint32_t> jsonp_function{};
    /// The `Origin` header; empty if there is none.
    std::string_view origin;

    /// Of the session with that id, if there is one.
    struct present_session {
        transport_kind transport;
        wire::engine_revision protocol;
    };

    std::optional<present_session> session;
};

/// Why a request is not served.
struct refusal {
    request_error code;
    metric counts;
    /// HTTP status of a plain request; upgrades get 400, but 503 where it is 503.
    unsigned status = 400;
    /// Told to the client instead of the official text, if not empty.
    std::string message;
    /// Told to the program.
    std::vector<std::pair<std::string_view, std::string>> context;
    /// After how long the client may try again, if that is known.
    std::optional<std::chrono::seconds> retry_after{};

    /// What the client is told.
    [[nodiscard]] std::string_view text() const noexcept {
        return message.empty() ? message_of(code) : std::string_view(message);
    }
};

/// The first rule that the request breaks, in the official order; nothing if it breaks none. What
/// `allow_request` and the rest of the handshake say comes after these.
[[nodiscard]] std::optional<refusal> judge_request(request_facts const& facts,
                                                   engine_options const& options);

/// A name of a revision as the official server gives it: "3" or "4".
[[nodiscard]] std::string name_of(wire::engine_revision protocol);

/// The JSON body that refuses a plain request.
[[nodiscard]] std::string refusal_body(refusal const& why);

/// All octets that refuse an upgrade request; the connection closes behind them.
[[nodiscard]] std::string refusal_of_upgrade(refusal const& why);

} // namespace socketiota::engine
