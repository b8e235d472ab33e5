// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/export.hpp>
#include <socketiota/packet_parser.hpp>

#include <memory>

namespace socketiota {

/// The msgpack of socket.io-msgpack-parser for `server_options::parser`, which all clients must
/// speak then: for those of Socket.IO 2 and before, which the server greets before they have shown
/// what they speak.
///
/// Not needed for clients since 3.0, which speak JSON or msgpack as they like. Takes what version 2
/// of that parser sends, too: texts in JSON for all but events and answers.
///
///     sio::server io{{.allow_eio3 = true, .parser = sio::msgpack_parser()}};
///
/// Thread safety: may be called from any thread.
/// Source: Node's `parser` option with socket.io-msgpack-parser.
[[nodiscard]] SOCKETIOTA_EXPORT std::shared_ptr<packet_parser const> msgpack_parser();

} // namespace socketiota
