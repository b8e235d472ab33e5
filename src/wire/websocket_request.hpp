// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <base/output_buffer.hpp>
#include <wire/deflate_terms.hpp>
#include <wire/http_head.hpp>
#include <wire/response_head.hpp>

namespace socketiota::wire {

/// What a client asks for when it opens a WebSocket connection (RFC 6455 4.1).
struct websocket_request {
    /// Of `Host`.
    std::string_view authority;
    /// Path and query.
    std::string_view target;
    /// 24 characters that nobody can guess: `random_websocket_key`.
    std::string_view key;
    /// In the order in which they are preferred; may be empty.
    std::span<std::string const> subprotocols{};
    /// How permessage-deflate is offered; null: not at all.
    deflate_terms const* deflate = nullptr;
    /// Behind those of the handshake. They name none of its headers.
    std::span<header_field const> headers{};
};

/// A key for one request.
[[nodiscard]] std::string random_websocket_key();

/// Appends the head of the request. False, with nothing appended, if a header or a subprotocol is
/// not sound, or names something of the handshake.
[[nodiscard]] bool append_websocket_request(base::output_buffer& output,
                                            websocket_request const& what);

/// What the server has agreed to.
struct websocket_agreement {
    /// Whether the frames begin behind the head.
    bool accepted = false;
    /// Why not: a constant of the program.
    std::string_view sentence{};
    /// The subprotocol that the server has chosen, or empty. Points into the head.
    std::string_view subprotocol{};
    /// How permessage-deflate is used; nothing: not at all.
    std::optional<deflate_terms> deflate{};
};

/// Judges the answer to `what` (RFC 6455 4.1, last list): strictly, because whoever is between
/// could have made it up.
[[nodiscard]] websocket_agreement judge_websocket_answer(response_head const& head,
                                                         websocket_request const& what);

} // namespace socketiota::wire
