// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include <base/output_buffer.hpp>
#include <wire/deflate_terms.hpp>
#include <wire/request_head.hpp>

namespace socketiota::wire {

/// The answer to a request to become a WebSocket connection.
struct websocket_handshake {
    /// 101 if accepted, else 400 or 405.
    std::uint16_t status = 101;
    /// Whether a refusal carries `Sec-WebSocket-Version: 13, 8`.
    bool names_versions = false;
    /// Why it was refused, as the official server says it in the body; empty if accepted.
    std::string_view sentence{};
    /// `Sec-WebSocket-Accept`.
    std::array<char, 28> accept{};
    /// The first subprotocol offered, or empty. Points into the head.
    std::string_view subprotocol{};
    /// How permessage-deflate is used; nothing: not at all.
    std::optional<deflate_terms> deflate{};

    [[nodiscard]] bool accepted() const noexcept { return status == 101; }
};

/// Whether `head` asks to become a WebSocket, and no other protocol.
[[nodiscard]] bool asks_for_websocket(request_head const& head) noexcept;

/// Judges an upgrade request as the official server does once Engine.IO has accepted it
/// (RFC 6455 4.2.1).
///
/// @param deflate how the server wants permessage-deflate; null: not at all. Only with it does the
/// official server look at `Sec-WebSocket-Extensions`, and refuse one that is malformed.
[[nodiscard]] websocket_handshake judge_websocket_handshake(request_head const& head,
                                                            deflate_terms const* deflate = nullptr);

/// Appends the 101 head of an accepted handshake.
///
/// @param headers appended behind those of the handshake.
/// @return false, with nothing appended, if one of `headers` could end its line early.
[[nodiscard]] bool append_switching_protocols(base::output_buffer& output,
                                              websocket_handshake const& handshake,
                                              std::span<header_field const> headers = {});

/// Computes `Sec-WebSocket-Accept` for a `Sec-WebSocket-Key` (RFC 6455 4.2.2).
///
/// @param key 24 characters.
[[nodiscard]] std::array<char, 28> websocket_accept(std::string_view key) noexcept;

} // namespace socketiota::wire
