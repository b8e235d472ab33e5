// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/export.hpp>

#include <cstdint>
#include <string_view>

namespace socketiota {

/// Whether a client that came back goes on with its session, and why it does not.
enum class recovery_outcome : std::uint8_t {
    /// It has not asked: it is new, or the server keeps no sessions.
    not_asked,
    /// It goes on: it has its id, rooms and data, and what it missed.
    recovered,
    /// The session is not there: it has expired, was ended by client or server, had to make room
    /// for others, or never was.
    unknown_session,
    /// The text with which it says what it received last is none of the server's: an event that is
    /// volatile or asks for an answer ended with a text of its own, or somebody made it up.
    invalid_offset,
    /// What it may have missed is not kept any more.
    packets_dropped,
    /// It speaks another parser than before.
    parser_changed,
};

/// For example `packets dropped`.
[[nodiscard]] SOCKETIOTA_EXPORT std::string_view to_string(recovery_outcome outcome) noexcept;

} // namespace socketiota
