// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/export.hpp>

#include <cstdint>
#include <string_view>

namespace socketiota {

/// What a packet of Engine.IO is for. The value is the digit on the wire.
enum class engine_packet_type : std::uint8_t {
    /// The first that a server sends.
    open = 0,
    /// The last.
    close = 1,
    /// Who is asked whether it is there: the client, with revision 3 the server.
    ping = 2,
    /// The answer to that.
    pong = 3,
    /// A text or a binary of the program.
    message = 4,
    /// A client goes on over another transport.
    upgrade = 5,
    /// Answers a poll with nothing.
    noop = 6,
};

/// Node's name of it: `message`, for example.
[[nodiscard]] SOCKETIOTA_EXPORT std::string_view to_string(engine_packet_type type) noexcept;

/// One packet of Engine.IO, as hooks of an `engine_session` see it. Valid during the call that it
/// is passed to.
struct engine_packet {
    /// What it is for.
    engine_packet_type type = engine_packet_type::noop;
    /// Whether `data` is octets and no text, which only a message may be.
    bool is_binary = false;
    /// What it carries: text in UTF-8, or octets.
    std::string_view data{};
};

} // namespace socketiota
