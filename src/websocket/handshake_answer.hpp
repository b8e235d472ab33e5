// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <wire/deflate_terms.hpp>
#include <wire/request_head.hpp>

namespace socketiota::websocket {

/// What is sent to a request to become a WebSocket.
struct handshake_answer {
    bool accepted = false;
    /// The whole answer; if refused, the connection closes behind it.
    std::string octets;
    /// How permessage-deflate is used; nothing: not at all.
    std::optional<wire::deflate_terms> deflate{};
};

/// Judges the WebSocket handshake itself and makes the answer, byte for byte as the official
/// server's.
///
/// @param headers go with a 101.
/// @param deflate how permessage-deflate is wanted; null: not at all.
/// @param subprotocol the one that is chosen, empty for none; without it the first one offered is,
/// as the official server does.
[[nodiscard]] handshake_answer
answer_handshake(wire::request_head const& request, std::span<wire::header_field const> headers,
                 wire::deflate_terms const* deflate,
                 std::optional<std::string_view> subprotocol = std::nullopt);

/// A close frame without a code, as the official server closes.
[[nodiscard]] std::string empty_close_frame();

} // namespace socketiota::websocket
