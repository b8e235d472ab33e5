// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/export.hpp>
#include <socketiota/packet_parser.hpp>

#include <memory>

namespace socketiota {

/// The official parser: packets in JSON, with a message for each attachment. Servers speak it
/// unless they are told otherwise, and faster than through this: it is for parsers that add
/// something to it, and for programs that look at what travels.
///
///     auto const decoder = sio::json_parser()->make_decoder();
///     auto const packet = decoder->on_text(R"(2/chat,["hello","world"])"); // holds an event
///
/// Takes 10 attachments, as the official one. A packet that must not be sent, such as an event with
/// a reserved name, is an error as well: `malformed_json`, `illegal_attachment`,
/// `too_many_attachments`, or `bad_message` of the system.
///
/// Thread safety: may be called from any thread.
/// Source: socket.io-parser, revision 5 of the protocol; 4 is the same but for the connect.
[[nodiscard]] SOCKETIOTA_EXPORT std::shared_ptr<packet_parser const> json_parser();

} // namespace socketiota
