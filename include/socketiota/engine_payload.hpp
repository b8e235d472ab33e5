// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/engine_packet.hpp>
#include <socketiota/export.hpp>

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace socketiota {

/// The packets of Engine.IO in a polling body or a message of a WebSocket: for programs that look
/// at what travels. An `engine_session` has read them already.
///
///     for (auto const& packet : sio::read_engine_text("2probe", 4).packets)
///         std::cout << to_string(packet.type) << '\n'; // ping
struct engine_payload {
    /// As `engine_packet`, but it owns what it carries.
    struct packet {
        /// What it is for.
        engine_packet_type type = engine_packet_type::noop;
        /// Whether `data` is octets; Base64 is decoded.
        bool is_binary = false;
        /// What it carries: text in UTF-8, or octets.
        std::string data{};
    };

    /// In their order.
    std::vector<packet> packets{};

    /// Whether that is all of it; else something follows that is no packet, which ends a session.
    bool is_whole = false;
};

/// Reads text. Where revision 3 has both, a number and a colon make it a polling body.
///
/// @param text is one message, or one body.
/// @param revision 3 or 4, as `EIO` in the query of requests; of another there are no packets.
///
/// Thread safety: may be called from any thread. Source: engine.io-parser, 2 and 5.
[[nodiscard]] SOCKETIOTA_EXPORT engine_payload read_engine_text(std::string_view text,
                                                                unsigned revision);

/// Reads octets: of revision 4 a message of the program, of 3 one with its type in front, or a
/// polling body.
///
/// @param octets are one message, or one body.
/// @param revision 3 or 4, as for `read_engine_text`.
[[nodiscard]] SOCKETIOTA_EXPORT engine_payload read_engine_octets(std::span<std::byte const> octets,
                                                                  unsigned revision);

} // namespace socketiota
